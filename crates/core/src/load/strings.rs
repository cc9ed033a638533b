//! Variables in the strings of a document.

use super::Loader;
use crate::document::{Node, Value};
use crate::fault::FaultKind;
use crate::interpolate::{self, Note, Syntax};

impl Loader<'_> {
    /// Puts variables in place in every string below `node`. Keys stay as they are, as in both tools.
    pub(super) fn interpolate(&mut self, node: &mut Node, syntax: Syntax) {
        match &mut node.value {
            Value::Str(text) if text.contains('$') => {
                let (res, notes) = interpolate::interpolate(text, syntax, &self.variables);
                *text = res.into();
                let range = node.range;
                for note in notes {
                    match note {
                        Note::Unset(name) => {
                            if self.unset.insert(name.clone()) {
                                let said = format!(
                                    "The {name} variable is not set. Defaulting to a blank string."
                                );
                                self.fault(range, FaultKind::UnsetVariable { name })
                                    .warned(said);
                            }
                        }
                        Note::Missing { name, message } => {
                            self.fault(range, FaultKind::MissingVariable { name, message });
                        }
                        Note::BadForm => {
                            self.fault(range, FaultKind::BadInterpolation);
                        }
                    }
                }
            }
            Value::List(items) => {
                for it in items {
                    self.interpolate(it, syntax);
                }
            }
            Value::Map(map) => {
                for (_, it) in map.values_mut() {
                    self.interpolate(it, syntax);
                }
            }
            _ => {}
        }
    }
}
