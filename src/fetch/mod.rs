//! HTTP: asking sources politely, within limits, and only at public addresses.
