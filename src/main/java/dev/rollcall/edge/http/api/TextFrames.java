package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.Page;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.jspecify.annotations.Nullable;

/**
 * The text frames of a page: what is trimmed before it, then one for each message. They are made
 * one at a time, out of bytes that all followers of the topic share.
 */
final class TextFrames implements Iterable<Message> {
  /** JSON has no line end in it. */
  private static final Page.Form LINE =
      (entry, out) -> {
        out.writeBytes(MessageJson.bytes(entry));
        out.write('\n');
      };

  private final Page page;

  TextFrames(Page page) {
    this.page = page;
  }

  @Override
  public Iterator<Message> iterator() {
    return new Frames(page);
  }

  private static final class Frames implements Iterator<Message> {
    private final byte[] lines;
    private Page.@Nullable Gap gap;
    private int start;

    Frames(Page page) {
      this.lines = page.render(LINE, null).toArrayUnsafe();
      this.gap = page.trimmed();
    }

    @Override
    public boolean hasNext() {
      return gap != null || start < lines.length;
    }

    @Override
    public Message next() {
      if (gap != null) {
        String words = Follow.trimmed(gap);
        gap = null;
        return TextMessage.create(words);
      }
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int end = start;
      while (lines[end] != '\n') {
        end++;
      }
      Message message =
          TextMessage.create(new String(lines, start, end - start, StandardCharsets.UTF_8));
      start = end + 1;
      return message;
    }
  }
}
