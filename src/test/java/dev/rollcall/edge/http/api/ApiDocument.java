package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The document of the API, and whether values fit its schemas. Knows the words of JSON Schema that
 * the document uses, and fails on any other.
 */
public final class ApiDocument {
  private static final Set<String> REMARKS =
      Set.of("description", "default", "examples", "required", "additionalProperties");

  private final JsonNode root;

  private ApiDocument(JsonNode root) {
    this.root = root;
  }

  /** Reads the document that is served. */
  public static ApiDocument read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.json"))) {
      return new ApiDocument(new ObjectMapper().readTree(in));
    }
  }

  /** What is described: {@code METHOD path}. */
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            operations.add(
                                method.toUpperCase(java.util.Locale.ROOT) + ' ' + path.getKey())));
    return operations;
  }

  JsonNode operation(String method, String path) {
    return root.path("paths").path(path).path(method);
  }

  JsonNode root() {
    return root;
  }

  /** The node itself, or what it refers to. */
  JsonNode resolve(JsonNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    JsonNode found = root.at(node.path("$ref").asText().substring(1));
    if (found.isMissingNode()) {
      throw new AssertionError("refers to nothing: " + node);
    }
    return resolve(found);
  }

  /** Where and how a value does not fit a schema; empty if it does. */
  List<String> faults(JsonNode value, JsonNode schema) {
    List<String> faults = new ArrayList<>();
    check(value, resolve(schema), "$", faults);
    return faults;
  }

  private void check(JsonNode value, JsonNode schema, String place, List<String> faults) {
    for (var word : schema.properties()) {
      JsonNode rule = word.getValue();
      switch (word.getKey()) {
        case "type" -> expect(isA(value, rule.asText()), place, "is no " + rule, faults);
        case "enum" ->
            expect(contains(rule, value), place, value + " is not one of " + rule, faults);
        case "pattern" ->
            expect(value.asText().matches(rule.asText()), place, value + " is not " + rule, faults);
        case "minimum" -> expect(value.asLong() >= rule.asLong(), place, "is too small", faults);
        case "maximum" -> expect(value.asLong() <= rule.asLong(), place, "is too large", faults);
        case "minLength" ->
            expect(value.asText().length() >= rule.asInt(), place, "is too short", faults);
        case "maxLength" ->
            expect(value.asText().length() <= rule.asInt(), place, "is too long", faults);
        case "minItems", "minProperties" ->
            expect(value.size() >= rule.asInt(), place, "has too few", faults);
        case "maxItems" -> expect(value.size() <= rule.asInt(), place, "has too many", faults);
        case "items" -> {
          for (int i = 0; value.isArray() && i < value.size(); i++) {
            check(value.get(i), resolve(rule), place + '[' + i + ']', faults);
          }
        }
        case "properties" -> object(value, schema, place, faults);
        case "oneOf" -> {
          long fitting = 0;
          for (JsonNode one : rule) {
            fitting += faults(value, one).isEmpty() ? 1 : 0;
          }
          expect(fitting == 1, place, "fits " + fitting + " of " + rule, faults);
        }
        default -> expect(REMARKS.contains(word.getKey()), place, "unknown word " + word, faults);
      }
    }
    if (!schema.has("properties") && schema.path("additionalProperties").isObject()) {
      value
          .properties()
          .forEach(
              member ->
                  check(
                      member.getValue(),
                      resolve(schema.path("additionalProperties")),
                      place + '.' + member.getKey(),
                      faults));
    }
  }

  private void object(JsonNode value, JsonNode schema, String place, List<String> faults) {
    for (JsonNode name : schema.path("required")) {
      expect(value.has(name.asText()), place, "has no " + name, faults);
    }
    for (var member : value.properties()) {
      JsonNode rule = schema.path("properties").path(member.getKey());
      if (rule.isMissingNode()) {
        expect(schema.path("additionalProperties").asBoolean(true), place, "has " + member, faults);
      } else {
        check(member.getValue(), resolve(rule), place + '.' + member.getKey(), faults);
      }
    }
  }

  private static void expect(boolean kept, String place, String fault, List<String> faults) {
    if (!kept) {
      faults.add(place + ' ' + fault);
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode one : values) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isA(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      default -> throw new AssertionError("unknown type " + type);
    };
  }
}
