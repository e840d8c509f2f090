//! Reading: from the bytes a source sent to the items that they hold.
