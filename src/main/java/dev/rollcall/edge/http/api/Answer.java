package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Makes the responses to what could be done. What is true now may not be so a moment later. */
final class Answer {
  private static final CacheControl NOT_STORED = CacheControl.create(CacheDirectives.NO_STORE);

  private Answer() {}

  /** 200 with this value. */
  static HttpResponse json(JsonNode value) {
    return json(ByteString.fromString(value.toString(), StandardCharsets.UTF_8));
  }

  /** 200 with this JSON. */
  static HttpResponse json(ByteString json) {
    return with(HttpEntities.create(ContentTypes.APPLICATION_JSON, json));
  }

  /** 200 with JSON that is made while it is sent. */
  static HttpResponse json(Source<ByteString, ?> json) {
    return with(HttpEntities.createChunked(ContentTypes.APPLICATION_JSON, json));
  }

  /** 200 with this body. */
  static HttpResponse with(ResponseEntity entity) {
    return HttpResponse.create().withEntity(entity).addHeader(NOT_STORED);
  }
}
