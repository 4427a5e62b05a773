package coffer.rates;

import coffer.core.rate.Pair;
import coffer.core.rate.Rate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Parses responses: JSON, XML without doctypes and entities, decimal numbers.
final class RateResponse {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_NUMBER_LENGTH = 60;

  private final RateDownload source;

  /// @param source creates the exceptions, which name it
  RateResponse(RateDownload source) {
    this.source = source;
  }

  JsonNode json(byte[] answer) {
    try {
      return JSON.readTree(answer);
    } catch (JacksonException _) {
      throw source.broken("an answer that is not JSON");
    }
  }

  /// The root element. The encoding is the one that the document declares.
  Element xml(byte[] answer) {
    try {
      var parser = factory().newDocumentBuilder();
      parser.setErrorHandler(new Strict());
      return parser.parse(new ByteArrayInputStream(answer)).getDocumentElement();
    } catch (SAXException | IOException _) {
      throw source.broken("an answer that is not plain XML");
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A number above zero with a decimal point, as a JSON string or number.
  BigDecimal number(JsonNode node) {
    if (!node.isString() && !node.isNumber()) throw source.broken("a rate is missing");
    return number(node.asString());
  }

  BigDecimal number(String text) {
    try {
      if (text.length() > MAX_NUMBER_LENGTH) throw new NumberFormatException();
      var number = new BigDecimal(text);
      if (number.signum() <= 0) throw source.broken("a rate of zero or less");
      return number;
    } catch (NumberFormatException _) {
      throw source.broken("a rate that is not a number");
    }
  }

  Rate rate(Pair pair, BigDecimal value, String name, Instant at) {
    try {
      return new Rate(pair, value, name, at);
    } catch (IllegalArgumentException _) {
      throw source.broken("a rate of " + pair + " out of range");
    }
  }

  private static DocumentBuilderFactory factory() throws ParserConfigurationException {
    // The implementation of the JDK, whatever else is on the class path.
    var factory = DocumentBuilderFactory.newDefaultNSInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
    factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    factory.setXIncludeAware(false);
    factory.setExpandEntityReferences(false);
    return factory;
  }

  /// Without it, the parser writes to the console.
  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
