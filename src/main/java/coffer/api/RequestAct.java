package coffer.api;

import java.util.List;
import java.util.Optional;

/// An act with an API key, as a route declares it for the audit. The audit keeps only the values
/// that are named here, or that show the state of an object: no secret of a request or an answer
/// gets into it.
///
/// @param name `object.verb`, the same as the cabinet and the commands use
/// @param object which value is the id of the object: a parameter of the path, a field of the body,
///     `answer:` and the JSON pointer of a field of the answer, or `project:` for the project
/// @param values names of the values to keep
/// @param state shows the object, without secrets: the audit keeps what differs before and after,
///     and gets no row if nothing does
/// @param organization the same with the id of the organization, for acts of partners; "" = none
public record RequestAct<C>(
    String name,
    String object,
    List<String> values,
    Optional<ApiHandler.Query<C>> state,
    String organization) {

  /// What the names of values of the answer begin with.
  static final String ANSWER = "answer:";

  static final String PROJECT = "project:";

  /// An act on the project of the request.
  ///
  /// @param values names of fields of the answer or, if it lacks them, of the body
  public static <C> RequestAct<C> onProject(String name, String... values) {
    return RequestAct.<C>of(name, values).on(PROJECT);
  }

  /// Makes an object: its `id` is in the answer.
  ///
  /// @param values names of fields of the answer or, if it lacks them, of the body
  public static <C> RequestAct<C> making(String name, String... values) {
    return RequestAct.<C>of(name, values).on(ANSWER + "/id");
  }

  /// An act on the object whose `id` is in the path or the body.
  ///
  /// @param values names of fields of the answer or, if it lacks them, of the body
  public static <C> RequestAct<C> of(String name, String... values) {
    return new RequestAct<>(name, "id", List.of(values), Optional.empty(), "");
  }

  /// An act on an object that can be shown before and after.
  public static <C> RequestAct<C> of(String name, ApiHandler.Query<C> state) {
    return new RequestAct<>(name, "id", List.of(), Optional.of(state), "");
  }

  /// The same act on an object whose id is in another value.
  public RequestAct<C> on(String other) {
    return new RequestAct<>(name, other, values, state, organization);
  }

  /// The same act of a partner, in the organization whose id is in a value.
  public RequestAct<C> in(String other) {
    return new RequestAct<>(name, object, values, state, other);
  }
}
