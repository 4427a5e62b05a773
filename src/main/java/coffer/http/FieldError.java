package coffer.http;

/// A field problem with the path of its field.
///
/// @param field path in the request, for example `options[0].asset`, or the name of a query
///     parameter
public record FieldError(String field, FieldProblem problem) {}
