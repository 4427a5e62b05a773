package coffer.api.coffer;

import coffer.http.Fault;

/// What is wrong with one field.
///
/// @param field its path in the request: `options[0].asset`, or the name of a query parameter
/// @param detail one sentence for people
record FieldError(String field, String detail) {
  static FieldError of(Fault fault) {
    return new FieldError(fault.field(), fault.flaw().sentence());
  }
}
