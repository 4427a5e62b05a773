package coffer.api.coffer;

import java.util.List;

/// Carries everything that is wrong with a request's fields out of a handler.
final class Invalid extends RuntimeException {
  private final transient List<FieldError> errors;

  /// @param errors at least one
  Invalid(List<FieldError> errors) {
    super(errors.toString(), null, false, false);
    this.errors = List.copyOf(errors);
  }

  List<FieldError> errors() {
    return errors;
  }
}
