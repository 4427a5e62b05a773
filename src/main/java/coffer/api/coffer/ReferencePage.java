package coffer.api.coffer;

import coffer.api.OpenApiDocument;
import java.util.List;
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
  private final ExampleLanguage language;
  private final HtmlWriter html = new HtmlWriter();

  /// Where links to places of the reference lead: "" on its own page.
  private final String base;

  private ReferencePage(OpenApiDocument reference, ExampleLanguage language, String base) {
    this.document = reference.document();
    this.tables = new SchemaTable(document);
    this.url = document.at("/servers/0/url").stringValue();
    this.language = language;
    this.base = base;
  }

  /// @param language of the examples
  static String write(OpenApiDocument reference, ExampleLanguage language) {
    return new ReferencePage(reference, language, "").page();
  }

  /// The page with the results of a search.
  static String search(
      OpenApiDocument reference, ReferenceIndex index, String query, ExampleLanguage language) {
    var base = "/docs?lang=" + language.tag();
    return new ReferencePage(reference, language, base).found(query, index.find(query));
  }

  private String found(String query, List<ReferenceIndex.Result> results) {
    head("Search", query);
    html.open("main").element("h1", "Search");
    if (results.isEmpty()) {
      html.element("p", query.isBlank() ? "Type a word." : "Nothing has all of these words.");
    }
    html.open("ul class=\"results\"");
    for (var result : results) {
      html.open("li").open("a href=\"" + base + "#" + HtmlWriter.escape(result.anchor()) + "\"");
      html.text(result.name()).close("a").text(" ").element("code", result.detail()).close("li");
    }
    html.close("ul").open("p").open("a href=\"" + base + "\"").text("The whole reference");
    return html.close("a").close("p").close("main").close("body").close("html").toString();
  }

  private void head(String title, String query) {
    html.open("!doctype html").open("html lang=\"en\"").open("head");
    html.open("meta charset=\"utf-8\"").element("title", title);
    html.open("meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"");
    html.open("link rel=\"stylesheet\" href=\"/docs/style.css\"").close("head").open("body");
    navigation(query);
  }

  private String page() {
    var info = document.path("info");
    head(info.path("title").stringValue(), "");
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

  private void searchForm(String query) {
    html.open("form role=\"search\" action=\"/docs/search\"");
    html.open("label for=\"q\"").text("Search").close("label");
    html.open("input type=\"hidden\" name=\"lang\" value=\"" + language.tag() + "\"");
    html.open(
        "input id=\"q\" name=\"q\" type=\"search\" maxlength=\"100\" value=\""
            + HtmlWriter.escape(query)
            + "\"");
    html.element("button", "Find").close("form");
  }

  private void navigation(String query) {
    html.open("nav aria-label=\"Contents\"");
    searchForm(query);
    html.open("ul");
    for (var tag : document.path("tags").values()) {
      var name = tag.path("name").stringValue();
      html.open("li")
          .open("a href=\"" + base + "#" + anchor(name) + "\"")
          .text(name)
          .close("a")
          .open("ul");
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
    html.open("li").open("a href=\"" + base + "#" + HtmlWriter.escape(anchor) + "\"").text(text);
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
    example(method, path, operation, tables.resolve(body));
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

  /// The request as a program, and links to the same place with other languages.
  private void example(String method, String path, JsonNode operation, JsonNode body) {
    var id = HtmlWriter.escape(operation.path("operationId").stringValue());
    var parameters = operation.path("parameters").values().stream().map(tables::resolve).toList();
    var request = RequestExample.of(url, method, path, parameters, body);
    html.element("h4", "Example").open("p class=\"languages\"");
    for (var other : ExampleLanguage.values()) {
      if (other == language) {
        html.open("b aria-current=\"true\"").text(other.title()).close("b");
      } else {
        html.open("a href=\"/docs?lang=" + other.tag() + "#" + id + "\"");
        html.text(other.title()).close("a");
      }
    }
    html.close("p").element("pre tabindex=\"0\" class=\"example\"", language.write(request));
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
