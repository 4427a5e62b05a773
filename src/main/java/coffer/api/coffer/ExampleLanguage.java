package coffer.api.coffer;

import java.util.Locale;
import java.util.Optional;

/// A language of the examples in the API reference. Every example is a whole program that needs no
/// library. It reads the key from the environment variable `COFFER_KEY`, and an id of the path from
/// `ID`.
enum ExampleLanguage {
  CURL("curl") {
    @Override
    String write(RequestExample request) {
      var text = new StringBuilder("curl ").append(shell(request.url("$ID")));
      text.append(" \\\n  -H \"Authorization: Bearer $COFFER_KEY\"");
      if (request.plain()) text.append(" \\\n  -X ").append(request.method());
      if (request.idempotent())
        text.append(" \\\n  -H \"Idempotency-Key: $(openssl rand -hex 16)\"");
      request
          .body()
          .ifPresent(
              body -> {
                if (!request.method().equals("POST")) {
                  text.append(" \\\n  -X ").append(request.method());
                }
                text.append(" \\\n  --json '").append(body.replace("'", "'\\''")).append("'");
              });
      return text.toString();
    }

    private static String shell(String url) {
      return url.contains("?") || url.contains("$") ? '"' + url + '"' : url;
    }
  },

  PYTHON("Python") {
    @Override
    String write(RequestExample request) {
      var text = new StringBuilder("import os, urllib.request");
      if (request.idempotent()) text.append(", uuid");
      text.append("\n\nrequest = urllib.request.Request(\n    ")
          .append(concatenated(request, "os.environ[\"ID\"]", " + "))
          .append(",\n    method=\"")
          .append(request.method())
          .append("\",\n    headers={\n")
          .append("        \"Authorization\": \"Bearer \" + os.environ[\"COFFER_KEY\"],\n");
      if (request.idempotent()) text.append("        \"Idempotency-Key\": str(uuid.uuid4()),\n");
      if (request.body().isPresent()) {
        text.append("        \"Content-Type\": \"application/json\",\n");
      }
      text.append("    },\n");
      request
          .body()
          .ifPresent(body -> text.append("    data=r'''").append(body).append("'''.encode(),\n"));
      return text.append(")\nwith urllib.request.urlopen(request) as answer:\n")
          .append("    print(answer.status, answer.read().decode())")
          .toString();
    }
  },

  NODE("Node.js") {
    @Override
    String write(RequestExample request) {
      var text =
          new StringBuilder("const answer = await fetch(`")
              .append(request.url("${process.env.ID}"))
              .append("`, {\n  method: '")
              .append(request.method())
              .append("',\n  headers: {\n")
              .append("    Authorization: `Bearer ${process.env.COFFER_KEY}`,\n");
      if (request.idempotent()) text.append("    'Idempotency-Key': crypto.randomUUID(),\n");
      if (request.body().isPresent()) text.append("    'Content-Type': 'application/json',\n");
      text.append("  },\n");
      request
          .body()
          .ifPresent(body -> text.append("  body: JSON.stringify(").append(body).append("),\n"));
      return text.append("})\nconsole.log(answer.status, await answer.text())").toString();
    }
  },

  PHP("PHP") {
    @Override
    String write(RequestExample request) {
      var text =
          new StringBuilder("<?php\n$options = [\n    'method' => '")
              .append(request.method())
              .append("',\n    'ignore_errors' => true,\n    'header' => [\n")
              .append("        'Authorization: Bearer ' . getenv('COFFER_KEY'),\n");
      if (request.idempotent()) {
        text.append("        'Idempotency-Key: ' . bin2hex(random_bytes(16)),\n");
      }
      if (request.body().isPresent()) text.append("        'Content-Type: application/json',\n");
      text.append("    ],\n");
      request
          .body()
          .ifPresent(
              body -> text.append("    'content' => <<<'JSON'\n").append(body).append("\nJSON,\n"));
      return text.append("];\n$url = ")
          .append(concatenated(request, "getenv(\"ID\")", " . "))
          .append(";\n")
          .append(
              "echo file_get_contents($url, false, stream_context_create(['http' => $options]));")
          .toString();
    }
  },

  GO("Go") {
    @Override
    String write(RequestExample request) {
      var text = new StringBuilder("package main\n\nimport (\n");
      if (request.idempotent()) text.append("\t\"crypto/rand\"\n");
      text.append("\t\"fmt\"\n\t\"io\"\n\t\"net/http\"\n\t\"os\"\n");
      if (request.body().isPresent()) text.append("\t\"strings\"\n");
      text.append(")\n\nfunc main() {\n\trequest, err := http.NewRequest(\"")
          .append(request.method())
          .append("\", ")
          .append(concatenated(request, "os.Getenv(\"ID\")", "+"))
          .append(", ")
          .append(request.body().map(it -> "strings.NewReader(`" + it + "`)").orElse("nil"))
          .append(")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n")
          .append(
              "\trequest.Header.Set(\"Authorization\", \"Bearer \"+os.Getenv(\"COFFER_KEY\"))\n");
      if (request.idempotent()) {
        text.append("\tkey := make([]byte, 16)\n\trand.Read(key)\n")
            .append("\trequest.Header.Set(\"Idempotency-Key\", fmt.Sprintf(\"%x\", key))\n");
      }
      if (request.body().isPresent()) {
        text.append("\trequest.Header.Set(\"Content-Type\", \"application/json\")\n");
      }
      return text.append("\tanswer, err := http.DefaultClient.Do(request)\n")
          .append("\tif err != nil {\n\t\tpanic(err)\n\t}\n\tdefer answer.Body.Close()\n")
          .append("\tbody, _ := io.ReadAll(answer.Body)\n")
          .append("\tfmt.Println(answer.StatusCode, string(body))\n}")
          .toString();
    }
  },

  JAVA("Java") {
    @Override
    String write(RequestExample request) {
      var body =
          request
              .body()
              .map(it -> "ofString(\"\"\"\n" + it.replace("\\", "\\\\") + "\"\"\")")
              .orElse("noBody()");
      var text =
          new StringBuilder("import java.net.URI;\nimport java.net.http.*;\n\n")
              .append(
                  "class Example {\n  public static void main(String[] args) throws Exception {\n")
              .append("    var request = HttpRequest.newBuilder(URI.create(")
              .append(concatenated(request, "System.getenv(\"ID\")", " + "))
              .append("))\n")
              .append(
                  "        .header(\"Authorization\", \"Bearer \" + System.getenv(\"COFFER_KEY\"))\n");
      if (request.idempotent()) {
        text.append(
            "        .header(\"Idempotency-Key\", java.util.UUID.randomUUID().toString())\n");
      }
      if (request.body().isPresent()) {
        text.append("        .header(\"Content-Type\", \"application/json\")\n");
      }
      return text.append("        .method(\"")
          .append(request.method())
          .append("\", HttpRequest.BodyPublishers.")
          .append(body)
          .append(")\n        .build();\n")
          .append("    var answer = HttpClient.newHttpClient()\n")
          .append("        .send(request, HttpResponse.BodyHandlers.ofString());\n")
          .append("    System.out.println(answer.statusCode() + \" \" + answer.body());\n  }\n}")
          .toString();
    }
  };

  private final String title;

  ExampleLanguage(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /// The name in the URL of the page: `python`.
  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ExampleLanguage> of(String tag) {
    for (var language : values()) if (language.tag().equals(tag)) return Optional.of(language);
    return Optional.empty();
  }

  /// The program that sends the request and prints the answer.
  abstract String write(RequestExample request);

  /// The URL as an expression: texts and the variable with the id, joined by an operator.
  private static String concatenated(RequestExample request, String id, String plus) {
    var parts = request.url("\n").split("\n", -1);
    var text = new StringBuilder("\"" + parts[0] + "\"");
    for (int i = 1; i < parts.length; i++) {
      text.append(plus).append(id);
      if (!parts[i].isEmpty()) text.append(plus).append('"').append(parts[i]).append('"');
    }
    return text.toString();
  }
}
