package coffer.api.coffer;

import coffer.api.OpenApiDocument;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.node.ObjectNode;

/// Renders the OpenAPI document as HTML.
final class ReferencePage {
  private static final ObjectWriter PRETTY = CofferJson.MAPPER.writerWithDefaultPrettyPrinter();

  private final JsonNode document;
  private final SchemaTable tables;
  private final String url;
  private final HtmlWriter html = new HtmlWriter();

  private ReferencePage(OpenApiDocument reference) {
    this.document = reference.document();
    this.tables = new SchemaTable(document);
    this.url = document.at("/servers/0/url").stringValue();
  }

  static String write(OpenApiDocument reference) {
    return new ReferencePage(reference).page();
  }

  private String page() {
    var info = document.path("info");
    html.open("!doctype html").open("html lang=\"en\"").open("head");
    html.open("meta charset=\"utf-8\"").element("title", info.path("title").stringValue());
    html.open("meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"");
    html.open("link rel=\"stylesheet\" href=\"/docs/style.css\"").close("head").open("body");
    navigation();
    html.open("main").element("h1", info.path("title").stringValue());
    html.prose(
        info.path("summary").stringValue() + "\n\n" + info.path("description").stringValue());
    html.open("p").text("All addresses begin with ").element("code", url).text(". For programs: ");
    html.open("a href=\"/coffer/v1/openapi.json\"").text("openapi.json").close("a").close("p");
    for (var tag : document.path("tags").values()) section(tag);
    received();
    errors();
    objects();
    return html.close("main").close("body").close("html").toString();
  }

  private void navigation() {
    html.open("nav aria-label=\"Contents\"").open("ul");
    for (var tag : document.path("tags").values()) {
      var name = tag.path("name").stringValue();
      html.open("li").open("a href=\"#" + anchor(name) + "\"").text(name).close("a").open("ul");
      each(
          name,
          (_, _, operation) ->
              item(
                  operation.path("operationId").stringValue(),
                  operation.path("summary").stringValue()));
      html.close("ul").close("li");
    }
    item("received", "Receiving webhooks");
    item("errors", "Errors");
    item("objects", "Objects");
    html.close("ul").close("nav");
  }

  private void item(String anchor, String text) {
    html.open("li").open("a href=\"#" + HtmlWriter.escape(anchor) + "\"").text(text);
    html.close("a").close("li");
  }

  @FunctionalInterface
  private interface Visitor {
    void operation(String method, String path, JsonNode operation);
  }

  private void each(String tag, Visitor visitor) {
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (!operation.getValue().at("/tags/0").asString("").equals(tag)) continue;
        visitor.operation(operation.getKey(), path.getKey(), operation.getValue());
      }
    }
  }

  private void section(JsonNode tag) {
    var name = tag.path("name").stringValue();
    html.open("section").element("h2 id=\"" + anchor(name) + "\"", name);
    html.prose(tag.path("description").stringValue());
    each(name, this::operation);
    html.close("section");
  }

  private void operation(String method, String path, JsonNode operation) {
    html.open(
        "article id=\"" + HtmlWriter.escape(operation.path("operationId").stringValue()) + "\"");
    html.element("h3", operation.path("summary").stringValue());
    html.open("p class=\"route\"").element("b", method.toUpperCase(Locale.ROOT));
    html.element("code", path).close("p").prose(operation.path("description").stringValue());
    parameters(operation);
    var body = operation.at("/requestBody/content/application~1json/schema");
    if (!body.isMissingNode()) {
      html.element("h4", "Body");
      tables.write(html, tables.resolve(body));
    }
    html.element("h4", "Example")
        .element("pre tabindex=\"0\"", curl(method, path, tables.resolve(body)));
    answers(operation);
    html.close("article");
  }

  private void parameters(JsonNode operation) {
    var parameters = operation.path("parameters").values();
    if (parameters.isEmpty()) return;
    html.element("h4", "Parameters").open("table").open("tbody");
    for (var each : parameters) {
      var parameter = tables.resolve(each);
      var where = "In the " + parameter.path("in").stringValue() + ". ";
      var schema = (ObjectNode) parameter.path("schema").deepCopy();
      schema.put("description", where + parameter.path("description").stringValue());
      var name = parameter.path("name").stringValue();
      tables.row(html, name, schema, parameter.path("required").asBoolean());
    }
    html.close("tbody").close("table");
  }

  private void answers(JsonNode operation) {
    html.element("h4", "Answers").open("table").open("tbody");
    JsonNode shown = document.path("nothing");
    for (var each : operation.path("responses").properties()) {
      var answer = tables.resolve(each.getValue());
      var schema = answer.at("/content/application~1json/schema");
      html.open("tr").element("th scope=\"row\"", each.getKey()).open("td");
      html.inline(answer.path("description").stringValue());
      SchemaTable.reference(schema)
          .ifPresent(
              name ->
                  html.text(" ")
                      .open("a href=\"#object-" + HtmlWriter.escape(name) + "\"")
                      .text(name)
                      .close("a"));
      html.close("td").close("tr");
      if (each.getKey().startsWith("2")) shown = tables.resolve(schema).at("/examples/0");
    }
    html.close("tbody").close("table");
    if (!shown.isMissingNode())
      html.element("pre tabindex=\"0\"", PRETTY.writeValueAsString(shown));
  }

  private String curl(String method, String path, JsonNode body) {
    var text = new StringBuilder("curl ").append(url).append(path.replace("{id}", "$ID"));
    text.append(" \\\n  -H \"Authorization: Bearer $COFFER_KEY\"");
    if (path.equals("/rates")) text.append(" \\\n  -G -d base=BTC -d quote=EUR");
    if (method.equals("delete")) text.append(" \\\n  -X DELETE");
    if (method.equals("post")) {
      var example = body.at("/examples/0");
      text.append(" \\\n  -H \"Idempotency-Key: $(uuidgen)\" \\\n  --json '")
          .append(example.isMissingNode() ? "{}" : example.toString())
          .append("'");
    }
    return text.toString();
  }

  private void received() {
    var hook = document.at("/webhooks/event/post");
    html.open("section").element("h2 id=\"received\"", "Receiving webhooks");
    html.prose(hook.path("description").stringValue());
    var event = tables.resolve(hook.at("/requestBody/content/application~1json/schema"));
    html.element("pre tabindex=\"0\"", PRETTY.writeValueAsString(event.at("/examples/0")))
        .close("section");
  }

  private void errors() {
    html.open("section").element("h2 id=\"errors\"", "Errors");
    html.prose("Problem details (RFC 9457). Go by `code`: it is stable; texts are not.");
    html.open("table").open("tbody");
    for (var code : ErrorCode.values()) {
      html.open("tr id=\"error-" + code.text() + "\"");
      html.open("th scope=\"row\"").element("code", code.text()).close("th");
      html.element("td", String.valueOf(code.status())).open("td");
      html.inline(code.title() + ". " + code.explanation()).close("td").close("tr");
    }
    html.close("tbody").close("table").close("section");
  }

  private void objects() {
    html.open("section").element("h2 id=\"objects\"", "Objects");
    for (var schema : document.at("/components/schemas").properties()) {
      var name = HtmlWriter.escape(schema.getKey());
      html.open("article id=\"object-" + name + "\"").element("h3", schema.getKey());
      html.prose(schema.getValue().path("description").asString(""));
      tables.write(html, schema.getValue());
      html.close("article");
    }
    html.close("section");
  }

  private static String anchor(String name) {
    return HtmlWriter.escape(name.toLowerCase(Locale.ROOT));
  }
}
