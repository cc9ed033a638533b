//! Any bytes to a syntax tree.

#![no_main]

use libfuzzer_sys::fuzz_target;
use linkyard_core::syntax;

fuzz_target!(|text: &str| {
    let tree = syntax::parse(text);
    for error in &tree.errors {
        let range = usize::from(error.range.start())..usize::from(error.range.end());
        assert!(text.get(range).is_some(), "{error:?}");
    }
});
