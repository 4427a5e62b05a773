package coffer.http;

import io.javalin.json.JsonMapper;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// JSON of requests and responses: exact numbers, no unknown or duplicate fields, nothing after the
/// end, nesting up to 32 levels.
@SuppressWarnings("TypeParameterUnusedInFormals") // required by Javalin's interface
public final class WireJson implements JsonMapper {
  public static final int MAX_DEPTH = 32;
  public static final int MAX_DIGITS = 200;

  /// The mapper for responses; stricter or laxer readers derive from it (`MAPPER.rebuild()`).
  public static final tools.jackson.databind.json.JsonMapper MAPPER =
      tools.jackson.databind.json.JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_DIGITS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  @Override
  public String toJsonString(Object value, Type type) {
    return MAPPER.writeValueAsString(value);
  }

  @Override
  public <T> T fromJsonString(String json, Type type) {
    return present(MAPPER.readValue(json, MAPPER.constructType(type)));
  }

  @Override
  public <T> T fromJsonStream(InputStream json, Type type) {
    return present(MAPPER.readValue(json, MAPPER.constructType(type)));
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) throw new Failure.BadBody("", "there is nothing in it").asException();
    return value;
  }

  /// Parses a body as a tree.
  ///
  /// @throws JacksonException if it is not JSON
  /// @throws Failure.Failed BadBody if it is compressed, or if a number's exponent is out of range
  ///     (`1e9999999999`), for which the parser throws NumberFormatException
  public static JsonNode tree(ObjectMapper mapper, byte[] json) {
    if (json.length > 1 && json[0] == 0x1f && json[1] == (byte) 0x8b) {
      throw new Failure.BadBody("", "it is compressed with gzip: send it as it is").asException();
    }
    try {
      return mapper.readTree(json);
    } catch (NumberFormatException _) {
      throw new Failure.BadBody("", "a number in it is too large or too small").asException();
    }
  }

  /// Describes a body that could not be read: the position and a general reason. The parser's
  /// message is not used, because it may quote the body or name classes of Coffer.
  public static Failure.BadBody explain(JacksonException e) {
    var field =
        e.getPath().stream()
            .map(WireJson::step)
            .collect(Collectors.joining())
            .replaceFirst("^\\.", "");
    if (e instanceof UnrecognizedPropertyException) {
      return new Failure.BadBody(field, "there is no such field");
    }
    if (e instanceof StreamReadException) {
      var at = e.getLocation();
      var place =
          at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
      return new Failure.BadBody("", "this is not JSON" + place);
    }
    return new Failure.BadBody(field, "this value has the wrong type or form");
  }

  private static String step(Reference reference) {
    return reference.getPropertyName() == null
        ? "[" + reference.getIndex() + "]"
        : "." + reference.getPropertyName();
  }
}
