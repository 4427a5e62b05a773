package coffer.api.coffer;

import coffer.http.FieldError;

/// The error of one field.
///
/// @param field path in the request, for example `options[0].asset`, or the name of a query
///     parameter
/// @param detail one sentence for people
record FieldErrorWire(String field, String detail) {
  static FieldErrorWire of(FieldError error) {
    return new FieldErrorWire(error.field(), error.problem().sentence());
  }
}
