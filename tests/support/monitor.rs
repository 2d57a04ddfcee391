//! The method calls on a D-Bus session.

use std::thread;
use std::time::Duration;

use super::secret_service::SecretService;
use super::service::Service;

/// dbus-monitor, from its start to its end.
pub struct Monitor<'s> {
    service: &'s SecretService,
    log: Service,
}

impl<'s> Monitor<'s> {
    /// Starts to listen.
    #[track_caller]
    pub fn start(service: &'s SecretService) -> Self {
        let log = service.background("dbus-monitor", &["--session"], "monitor.log");
        let monitor = Self { service, log };
        monitor.mark("Started");
        monitor
    }

    /// The members that were called since the start, in order.
    #[track_caller]
    pub fn calls(self) -> Vec<String> {
        self.mark("Ended");
        let log = self.log.log();
        let members = log.lines().filter(|line| line.starts_with("method call"));
        let members: Vec<&str> = members
            .filter_map(|line| line.rsplit_once("member=").map(|(_, member)| member))
            .collect();
        let at = |mark: &str| members.iter().position(|member| *member == mark);
        let (start, end) = (at("Started"), at("Ended"));
        let calls = &members[start.expect("it was seen")..end.expect("it was seen")];
        let own = ["Started", "Hello", "Introspect"];
        let calls = calls.iter().filter(|member| !own.contains(member));
        calls.map(|member| (*member).to_owned()).collect()
    }

    /// Calls a method that nobody has, until it is seen.
    #[track_caller]
    fn mark(&self, member: &str) {
        for _ in 0..100 {
            let method = format!("org.freedesktop.DBus.{member}");
            self.service.gdbus(&method, &[]);
            for _ in 0..10 {
                if self.log.log().contains(&format!("member={member}\n")) {
                    return;
                }
                thread::sleep(Duration::from_millis(10));
            }
        }
        panic!("dbus-monitor saw nothing: {}", self.log.log());
    }
}
