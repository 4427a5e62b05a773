package coffer.api.coffer;

import coffer.http.FieldError;

/// What is wrong with one field.
///
/// @param field its path in the request: `options[0].asset`, or the name of a query parameter
/// @param detail one sentence for people
record FieldErrorWire(String field, String detail) {
  static FieldErrorWire of(FieldError error) {
    return new FieldErrorWire(error.field(), error.problem().sentence());
  }
}
