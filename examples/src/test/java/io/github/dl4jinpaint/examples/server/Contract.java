package io.github.dl4jinpaint.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What an OpenAPI description promises, and whether real answers keep it. */
final class Contract {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Headers that tell a client of this API something; the others are every server's. */
  private static final Set<String> TELLING = Set.of("allow", "retry-after", "inpaint-warning");

  private final JsonNode document;

  /** Statuses that were seen, such as "post /api/inpaint 200". */
  private final Set<String> seen = new HashSet<>();

  Contract(String document) throws IOException {
    this.document = JSON.readTree(document);
  }

  Set<String> seen() {
    return seen;
  }

  /** All that is promised: methods, paths and statuses. */
  Set<String> promised() {
    Set<String> all = new HashSet<>();
    for (Iterator<Map.Entry<String, JsonNode>> paths = document.path("paths").fields();
        paths.hasNext(); ) {
      Map.Entry<String, JsonNode> path = paths.next();
      for (String method : List.of("get", "head", "post")) {
        path.getValue()
            .path(method)
            .path("responses")
            .fieldNames()
            .forEachRemaining(status -> all.add(method + " " + path.getKey() + " " + status));
      }
    }
    return all;
  }

  List<String> paths() {
    List<String> paths = new ArrayList<>();
    document.path("paths").fieldNames().forEachRemaining(paths::add);
    return paths;
  }

  /**
   * Compares an answer with what is promised.
   *
   * @param path as the description has it
   */
  void check(String path, HttpResponse<String> answer) throws IOException {
    String method = answer.request().method().toLowerCase(Locale.ROOT);
    JsonNode item = document.path("paths").path(path);
    // Of a method that the path doesn't have, any other tells what is answered.
    JsonNode operation = item.has(method) ? item.path(method) : item.elements().next();
    String promise = method + " " + path + " " + answer.statusCode();
    JsonNode response = resolved(operation.path("responses").path("" + answer.statusCode()));
    assertThat(response.isMissingNode()).as("%s is not promised", promise).isFalse();
    checkHeaders(promise, response.path("headers"), answer);
    if (!method.equals("head")) {
      checkContent(promise, response.path("content"), answer);
    }
    seen.add(promise);
  }

  private static void checkHeaders(String promise, JsonNode headers, HttpResponse<String> answer) {
    Set<String> named = new HashSet<>();
    headers
        .fields()
        .forEachRemaining(
            header -> {
              named.add(header.getKey().toLowerCase(Locale.ROOT));
              if (header.getValue().path("required").asBoolean()) {
                assertThat(answer.headers().firstValue(header.getKey())).as(promise).isPresent();
              }
            });
    for (String header : answer.headers().map().keySet()) {
      String name = header.toLowerCase(Locale.ROOT);
      assertThat(TELLING.contains(name) && !named.contains(name))
          .as("%s: header %s is not promised", promise, header)
          .isFalse();
    }
  }

  private void checkContent(String promise, JsonNode content, HttpResponse<String> answer)
      throws IOException {
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    assertThat(content.has(type)).as("%s: type %s", promise, type).isTrue();
    if (type.equals("application/json")) {
      checkValue(promise, content.path(type).path("schema"), JSON.readTree(answer.body()));
    }
  }

  /** By what these descriptions use of JSON Schema; anything else fails. */
  private void checkValue(String where, JsonNode unresolved, JsonNode value) {
    JsonNode schema = resolved(unresolved);
    switch (schema.path("type").asText()) {
      case "string" -> {
        assertThat(value.isTextual()).as(where).isTrue();
        if (schema.has("enum")) {
          assertThat(schema.path("enum")).as(where).contains(value);
        }
      }
      case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
      case "integer" -> {
        assertThat(value.isIntegralNumber()).as(where).isTrue();
        assertThat(value.asLong())
            .as(where)
            .isGreaterThanOrEqualTo(schema.path("minimum").asLong());
      }
      case "array" -> {
        assertThat(value.isArray()).as(where).isTrue();
        value.forEach(each -> checkValue(where + "[]", schema.path("items"), each));
      }
      case "object" -> checkObject(where, schema, value);
      default -> fail(where + ": no type that is known: " + schema);
    }
  }

  private void checkObject(String where, JsonNode schema, JsonNode value) {
    assertThat(value.isObject()).as(where).isTrue();
    schema
        .path("required")
        .forEach(name -> assertThat(value.has(name.asText())).as(where).isTrue());
    boolean open = schema.path("additionalProperties").asBoolean(true);
    value
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode property = schema.path("properties").path(field.getKey());
              if (!property.isMissingNode()) {
                checkValue(where + "." + field.getKey(), property, field.getValue());
              } else {
                assertThat(open).as("%s has %s", where, field.getKey()).isTrue();
              }
            });
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }
}
