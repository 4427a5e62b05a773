package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.OpenApiContract;
import coffer.api.OpenApiDocument;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The document in itself, and the page that is made from it.
final class CofferOpenApiTest {
  private final OpenApiContract contract = ApiWorld.contract();
  private final JsonNode document = contract.document();

  @Test
  void everyExampleIsWhatItsSchemaSays() {
    assertThat(contract.examples()).isGreaterThan(25);
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverythingIsReferredTo() {
    contract.references();
  }

  @Test
  void everyCodeIsInTheDocument() {
    var codes = new TreeSet<String>();
    Arrays.stream(ErrorCode.values()).forEach(code -> codes.add(code.text()));
    var documented = new TreeSet<String>();
    document
        .at("/components/schemas/Problem/properties/code/enum")
        .values()
        .forEach(code -> documented.add(code.stringValue()));
    assertThat(documented).isEqualTo(codes);
  }

  @Test
  void thePageNamesEveryOperationObjectAndCode() {
    var page =
        ReferencePage.write(
            OpenApiDocument.load(CofferApi.class, "https://pay.example.com/coffer/v1"),
            ExampleLanguage.CURL);
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var id = operation.getValue().path("operationId").stringValue();
        assertThat(page).contains("<article id=\"" + id + "\">").contains("href=\"#" + id + "\"");
      }
    }
    for (var code : ErrorCode.values())
      assertThat(page).contains("id=\"error-" + code.text() + "\"");
    var links = Pattern.compile("href=\"#([^\"]+)\"").matcher(page);
    while (links.find()) assertThat(page).contains(" id=\"" + links.group(1) + "\"");
    assertThat(page)
        .contains("curl https://pay.example.com/coffer/v1/invoices")
        .doesNotContain("<script")
        .doesNotContain("style=");
  }

  @Test
  void textIsEscaped() {
    var html = new HtmlWriter().element("p", "<script>'\"&").prose("a `<b>` **<i>**").toString();
    assertThat(html)
        .isEqualTo(
            """
            <p>&lt;script&gt;&#39;&quot;&amp;</p>
            <p>a <code>&lt;b&gt;</code> <strong>&lt;i&gt;</strong></p>
            """);
  }
}
