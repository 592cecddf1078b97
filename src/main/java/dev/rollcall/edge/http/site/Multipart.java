package dev.rollcall.edge.http.site;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.util.ByteString;

/**
 * Several parts of a file in one answer, {@code multipart/byteranges} (RFC 9110, 14.6).
 *
 * @param type says what stands between the parts
 */
record Multipart(ContentType type, Body body) {

  static Multipart of(List<ByteRange> ranges, long size, ContentType file) {
    // Long enough not to be met in a file by chance.
    String boundary =
        "%016x%016x"
            .formatted(
                ThreadLocalRandom.current().nextLong(), ThreadLocalRandom.current().nextLong());
    List<Body.Part> parts = new ArrayList<>();
    for (ByteRange range : ranges) {
      String head =
          (parts.isEmpty() ? "--" : "\r\n--")
              + boundary
              + "\r\nContent-Type: "
              + file
              + "\r\nContent-Range: "
              + range.of(size)
              + "\r\n\r\n";
      parts.add(new Body.Part(ByteString.fromString(head), range.first(), range.length()));
    }
    parts.add(new Body.Part(ByteString.fromString("\r\n--" + boundary + "--\r\n"), 0, 0));
    return new Multipart(
        ContentTypes.parse("multipart/byteranges; boundary=" + boundary), new Body(parts));
  }
}
