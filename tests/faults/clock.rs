//! A clock that jumps (S12).

use jiff::SignedDuration;

use crate::{
    kit::world::World,
    storage::{ALL, begin, kinds, serve},
};

#[test]
fn a_clock_that_begins_in_1970_tells_nothing_false_once_it_is_right() {
    for running in [true, false] {
        let mut world = begin(World::watching(ALL));
        let today = world.now();
        world.stop();
        world.sleep_until("1970-01-01T00:00:20Z".parse().unwrap());
        world.pass("1h");
        assert_eq!(world.told(), [""; 0], "while it is wrong");
        if !running {
            world.stop();
        }
        world.sleep_until(today + SignedDuration::from_mins(90));
        serve(&world, true);
        // The time may be looked at before anything is asked.
        world.tick();
        world.pass("1h");
        assert_eq!(kinds(&world.new_mails()), ["item", "measure"], "{running}");
        world.pass("1d");
        assert_eq!(world.told(), [""; 0]);
    }
}

#[test]
fn a_clock_that_is_set_back_or_on_neither_stops_the_polling_nor_makes_a_burst_of_it() {
    for hours in [-24, -1, 1, 24] {
        let mut world = begin(World::watching(ALL));
        world.stop();
        world.sleep_until(world.now() + SignedDuration::from_hours(hours));
        let asked = world.site.asked("/feed").len();
        world.restart();
        world.pass("10s");
        assert!(world.site.asked("/feed").len() <= asked + 1, "{hours}");
        world.pass("6h");
        let more = world.site.asked("/feed").len() - asked;
        assert!((4..=8).contains(&more), "{hours}: {more}");
        serve(&world, true);
        world.pass("2h");
        assert_eq!(kinds(&world.new_mails()), ["item", "measure"], "{hours}");
    }
}
