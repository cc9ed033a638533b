//! The virtual clock: time passes only when somebody says so.

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since the simulated world began.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Time(pub u64);

impl Time {
    /// The moment in Unix time, seconds, at which every simulated world begins: 2026-01-01T00:00:00Z.
    pub const EPOCH: u64 = 1_767_225_600;

    /// So many milliseconds later.
    #[must_use]
    pub fn plus(self, ms: u64) -> Time {
        Time(self.0.saturating_add(ms))
    }

    /// Milliseconds since `earlier`; 0 if that is later.
    pub fn since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// As engines write it: `2026-01-01T00:00:01.500000000Z`.
    pub fn rfc3339(self) -> String {
        let seconds = Time::EPOCH + self.0 / 1_000;
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil(days);
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:09}Z",
            rest / 3_600,
            rest / 60 % 60,
            rest % 60,
            self.0 % 1_000 * 1_000_000
        )
    }
}

/// Year, month and day of a day counted from 1970-01-01.
///
/// Source: the algorithm `civil_from_days` in Howard Hinnant's public-domain "chrono-Compatible Low-Level Date Algorithms".
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 {
        month_index + 3
    } else {
        month_index - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_begins_on_new_year() {
        assert_eq!(Time(0).rfc3339(), "2026-01-01T00:00:00.000000000Z");
        assert_eq!(Time(1_500).rfc3339(), "2026-01-01T00:00:01.500000000Z");
        let leap_day = (365 * 2 + 59) * 86_400_000;
        assert_eq!(Time(leap_day).rfc3339(), "2028-02-29T00:00:00.000000000Z");
    }
}
