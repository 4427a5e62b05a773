package coffer.http;

import java.math.BigDecimal;
import java.util.List;

/// All problems that a field of a request can have, independent of the dialect.
public sealed interface FieldProblem {
  /// The problem in English, for people.
  String sentence();

  record Missing() implements FieldProblem {
    @Override
    public String sentence() {
      return "Is required.";
    }
  }

  enum Type {
    TEXT("a string"),
    NUMBER("a number"),
    FLAG("true or false"),
    LIST("a list"),
    OBJECT("an object");

    private final String words;

    Type(String words) {
      this.words = words;
    }
  }

  record WrongType(Type wanted) implements FieldProblem {
    @Override
    public String sentence() {
      return "Must be " + wanted.words + ".";
    }
  }

  record NotOneOf(List<String> words) implements FieldProblem {
    @Override
    public String sentence() {
      return "Must be one of: " + String.join(", ", words) + ".";
    }
  }

  record Empty() implements FieldProblem {
    @Override
    public String sentence() {
      return "Must not be empty.";
    }
  }

  /// @param least minimum number of characters
  record TooShort(int least) implements FieldProblem {
    @Override
    public String sentence() {
      return "Must have at least " + least + " characters.";
    }
  }

  /// @param most maximum number of characters
  record TooLong(int most) implements FieldProblem {
    @Override
    public String sentence() {
      return "Must have at most " + most + " characters.";
    }
  }

  /// The text contains characters that [coffer.core.PlainText] does not allow.
  record Unprintable() implements FieldProblem {
    @Override
    public String sentence() {
      return "Must not hold control characters, characters that change the direction of text, or"
          + " halves of characters.";
    }
  }

  record NotPositive() implements FieldProblem {
    @Override
    public String sentence() {
      return "Must be more than zero.";
    }
  }

  record TooSmall(BigDecimal least) implements FieldProblem {
    @Override
    public String sentence() {
      return "Must be at least " + least.toPlainString() + ".";
    }
  }

  record TooLarge(BigDecimal most) implements FieldProblem {
    @Override
    public String sentence() {
      return "Must be at most " + most.toPlainString() + ".";
    }
  }

  record TooPrecise(int decimals) implements FieldProblem {
    @Override
    public String sentence() {
      return "Must have at most " + decimals + " decimals.";
    }
  }

  record NotAnInteger(long least, long most) implements FieldProblem {
    @Override
    public String sentence() {
      return "Must be a whole number from " + least + " to " + most + ".";
    }
  }

  /// The request contains a field or parameter that does not exist.
  ///
  /// @param what `field` or `parameter`
  record Unknown(String what) implements FieldProblem {
    @Override
    public String sentence() {
      return "There is no such " + what + ".";
    }
  }

  /// A parameter or header that may occur once occurs more than once.
  record Repeated() implements FieldProblem {
    @Override
    public String sentence() {
      return "Must be there once.";
    }
  }

  /// @param what the plural of the counted thing: `items`, `keys`
  record TooMany(int most, String what) implements FieldProblem {
    @Override
    public String sentence() {
      return "Must have at most " + most + " " + what + ".";
    }
  }

  /// Any other problem.
  ///
  /// @param sentence the rule that the field must follow
  record Malformed(String sentence) implements FieldProblem {}
}
