//! Violations as the two tools tell them. The texts were taken from the tools.
