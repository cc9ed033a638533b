//! The tool against what the real one printed.
