package coffer.http;

/// What is wrong with one field.
///
/// @param field its path in the request: `options[0].asset`, or the name of a query parameter
public record Fault(String field, Flaw flaw) {}
