//! Ranges of addresses, as `ipBlock` and load balancers write them.

use std::net::IpAddr;

/// A range of IPv4 or IPv6 addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cidr {
    is_v6: bool,
    first: u128,
    /// Bits of the prefix: up to 32 or 128.
    prefix: u32,
}

impl Cidr {
    /// Reads `10.0.0.0/8`; bits behind the prefix are dropped, as the API server's parser does.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.trim().split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let prefix: u32 = prefix.parse().ok()?;
        let whole = Self::of(address);
        if prefix > whole.prefix {
            return None;
        }
        let range = Self { prefix, ..whole };
        Some(Self { first: whole.first & !range.rest(), ..range })
    }

    /// The range of one address.
    pub(crate) fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => {
                Self { is_v6: false, first: u32::from(address).into(), prefix: 32 }
            }
            IpAddr::V6(address) => Self { is_v6: true, first: u128::from(address), prefix: 128 },
        }
    }

    fn bits(self) -> u32 {
        if self.is_v6 { 128 } else { 32 }
    }

    /// The bits that differ within the range.
    fn rest(self) -> u128 {
        1_u128.checked_shl(self.bits() - self.prefix).map_or(u128::MAX, |size| size - 1)
    }

    /// Whether every address of the other range is in this one.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.is_v6 == other.is_v6
            && self.prefix <= other.prefix
            && other.first & !self.rest() == self.first
    }

    /// Whether it holds all addresses of its family.
    pub(crate) fn is_everything(self) -> bool {
        self.prefix == 0
    }

    /// Whether it is of IPv6.
    pub(crate) fn is_v6(self) -> bool {
        self.is_v6
    }

    /// How many bits of the prefix are fixed.
    pub(crate) fn prefix(self) -> u32 {
        self.prefix
    }
}

/// Whether ranges together hold all addresses of IPv4 or all of IPv6.
pub(crate) fn cover_everything(ranges: &[Cidr]) -> bool {
    [false, true].into_iter().any(|is_v6| {
        let mut sorted: Vec<Cidr> =
            ranges.iter().copied().filter(|range| range.is_v6 == is_v6).collect();
        sorted.sort_by_key(|range| range.first);
        let last = if is_v6 { u128::MAX } else { u128::from(u32::MAX) };
        let mut next = 0;
        for range in sorted {
            if range.first > next {
                return false;
            }
            let end = range.first | range.rest();
            if end >= last {
                return true;
            }
            next = next.max(end + 1);
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(texts: &[&str]) -> Vec<Cidr> {
        texts.iter().filter_map(|text| Cidr::parse(text)).collect()
    }

    #[test]
    fn halves_make_a_whole() {
        for whole in [
            &["0.0.0.0/0"][..],
            &["128.0.0.0/1", "0.0.0.0/1"],
            &["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/1"],
            &["::/0"],
            &["::/1", "8000::/1", "10.0.0.0/8"],
        ] {
            assert!(cover_everything(&ranges(whole)), "{whole:?}");
        }
        for part in [&["0.0.0.0/1"][..], &["0.0.0.0/2", "128.0.0.0/1"], &[], &["::/1", "0.0.0.0/1"]]
        {
            assert!(!cover_everything(&ranges(part)), "{part:?}");
        }
    }

    #[test]
    fn ranges_hold_what_begins_like_them() {
        let covers = |one, other| Some(Cidr::parse(one)?.covers(Cidr::parse(other)?));
        assert_eq!(covers("10.0.0.0/8", "10.1.2.3/32"), Some(true));
        assert_eq!(covers("10.9.9.9/8", "10.0.0.0/8"), Some(true));
        assert_eq!(covers("10.0.0.0/8", "11.0.0.0/32"), Some(false));
        assert_eq!(covers("10.0.0.0/16", "10.0.0.0/8"), Some(false));
        assert_eq!(covers("::/0", "10.0.0.0/8"), Some(false));
        assert_eq!(covers("fd00::/8", "fd00:ec2::254/128"), Some(true));
        assert_eq!(Cidr::parse("10.0.0.0/33"), None);
        assert_eq!(Cidr::parse("$(RANGE)"), None);
    }
}
