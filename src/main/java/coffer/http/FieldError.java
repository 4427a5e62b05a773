package coffer.http;

/// What is wrong with one field.
///
/// @param field its path in the request: `options[0].asset`, or the name of a query parameter
public record FieldError(String field, FieldProblem problem) {}
