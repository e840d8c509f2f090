//! What its administrator does with the program: sets it up, examines it, copies its database
//! and puts a copy back.

mod kit;

#[path = "crash/daemon.rs"]
mod daemon;

#[path = "operate/init.rs"]
mod init;

#[path = "operate/doctor.rs"]
mod doctor;

#[path = "operate/secrets.rs"]
mod secrets;

#[path = "operate/backup.rs"]
mod backup;
