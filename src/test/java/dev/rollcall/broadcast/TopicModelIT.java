package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random changes of a topic, on each store, leave what they leave of a sorted map. */
class TopicModelIT {
  private static final String TOPIC = "t";
  private static final int STEPS = 400;

  /** Chapters of a few messages, so that changes meet many of them. */
  private static final Retention SHORT_CHAPTERS = new Retention(Duration.ZERO, 0, 16 * 7);

  /** Chapters that nothing ends but a deletion. */
  private static final Retention LONG_CHAPTERS = LogNode.KEEP_ALL;

  @TempDir private Path directory;

  private final TopicModel model = new TopicModel();
  private Random random = new Random();
  private int texts;

  @ParameterizedTest
  @CsvSource({"SQLITE,1,true", "SQLITE,2,false", "SQLITE,3,true", "POSTGRES,4,true"})
  void topicIsWhatItsChangesMakeOfIt(OnStore store, long seed, boolean shortChapters) {
    random = new Random(seed);
    StoreSettings settings = store.settings(directory);
    Retention retention = shortChapters ? SHORT_CHAPTERS : LONG_CHAPTERS;
    // Stays below what retention keeps, or the model would have to know of it.
    for (int part = 0; part < 3; part++) {
      try (LogNode node = LogNode.start(settings, retention, null)) {
        compare(node.topics());
        for (int step = 0; step < STEPS; step++) {
          change(node);
          if (step % 10 == 0) {
            compare(node.topics());
          }
        }
        compare(node.topics());
      }
    }
  }

  private void change(LogNode node) {
    Topics topics = node.topics();
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4, 5 -> append(topics, random.nextInt(4) + 1);
      case 6 -> exact(topics);
      case 7, 8, 9 -> remove(topics);
      case 10 -> {
        if (model.messages.size() > 60) {
          trim(topics, Trim.toLength(random.nextInt(50)));
        }
      }
      case 11 -> trim(topics, Trim.toLength(Math.max(0, model.messages.size() - 2)));
      case 12 -> trim(topics, Trim.before(random.nextInt(6) == 0 ? someId() : early()));
      case 13 -> setLast(topics);
      case 14 -> {
        if (random.nextInt(8) == 0) {
          assertThat(LogNode.await(topics.delete(TOPIC))).isEqualTo(model.delete());
        } else {
          assertThat(LogNode.await(topics.create(TOPIC))).isEqualTo(model.create());
        }
      }
      default -> {
        if (random.nextInt(5) == 0) {
          node.sweep(TOPIC);
        }
      }
    }
    if (model.messages.size() > 90) {
      trim(topics, Trim.toLength(40));
    }
  }

  private void append(Topics topics, int count) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(Message.text(("m" + (texts + i)).getBytes(UTF_8)));
    }
    Appended appended = LogNode.await(topics.append(TOPIC, null, messages));
    assertThat(appended.first()).isGreaterThan(model.last);
    for (int i = 0; i < count; i++) {
      model.append(appended.id(i), "m" + texts++);
    }
  }

  private void exact(Topics topics) {
    MessageId id = model.last.plus(1 + random.nextInt(3));
    AppendAt at = random.nextBoolean() ? AppendAt.exact(id) : AppendAt.within(id.millis());
    Appended appended =
        LogNode.await(topics.append(TOPIC, null, LogNode.messages("m" + texts), at));
    assertThat(appended.first())
        .isEqualTo(at.kind() == AppendAt.Kind.EXACT ? id : model.last.plus(1));
    model.append(appended.first(), "m" + texts++);
  }

  private void remove(Topics topics) {
    List<MessageId> ids = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      ids.add(random.nextInt(3) == 0 ? early() : someId());
    }
    assertThat(LogNode.await(topics.remove(TOPIC, ids))).isEqualTo(model.remove(ids));
  }

  private void trim(Topics topics, Trim trim) {
    assertThat(LogNode.await(topics.trim(TOPIC, trim))).as("%s", trim).isEqualTo(model.trim(trim));
  }

  private void setLast(Topics topics) {
    if (model.exists) {
      MessageId id = model.last.plus(random.nextInt(3));
      Long added = random.nextBoolean() ? null : (long) model.messages.size() + 5;
      MessageId deleted = random.nextBoolean() ? null : model.last;
      LogNode.await(topics.setLast(TOPIC, id, added, deleted));
      model.setLast(id, added, deleted);
    }
  }

  /** The ID of a message, or one between. */
  private MessageId someId() {
    List<MessageId> ids = model.ids();
    if (ids.isEmpty()) {
      return model.last;
    }
    return ids.get(random.nextInt(ids.size())).plus(random.nextInt(5) == 0 ? 1 : 0);
  }

  private MessageId early() {
    List<MessageId> ids = model.ids();
    return ids.isEmpty() ? model.last : ids.get(Math.min(ids.size() - 1, random.nextInt(4)));
  }

  private void compare(Topics topics) {
    TopicDescription described = LogNode.await(topics.describe(TOPIC));
    assertThat(described.exists()).isEqualTo(model.exists);
    assertThat(described.incarnation()).isEqualTo(model.incarnation);
    assertThat(described.count()).isEqualTo(model.messages.size());
    assertThat(described.bytes())
        .isEqualTo(model.messages.values().stream().mapToLong(text -> 4 + text.length()).sum());
    assertThat(described.added()).isEqualTo(model.added);
    assertThat(described.last()).isEqualTo(model.last);
    assertThat(described.maxDeleted()).isEqualTo(model.maxDeleted);
    assertThat(described.first())
        .isEqualTo(model.messages.isEmpty() ? null : model.messages.firstKey());
    assertThat(LogNode.await(topics.names()).contains(TOPIC)).isEqualTo(model.exists);
    compareHistory(topics);
    List<MessageId> some = List.of(someId(), early(), someId(), model.last.plus(9));
    assertThat(LogNode.await(topics.find(TOPIC, some)).stream().map(TopicModelIT::text))
        .containsExactlyElementsOf(some.stream().map(model.messages::get).toList());
  }

  private static @Nullable String text(Page.@Nullable Entry entry) {
    return entry == null ? null : new String(entry.message().text(), UTF_8);
  }

  private void compareHistory(Topics topics) {
    List<MessageId> ids = model.ids();
    int page = 1 + random.nextInt(30);
    assertThat(forwards(topics, MessageId.NONE, page)).containsExactlyElementsOf(ids);
    Collections.reverse(ids);
    assertThat(backwards(topics, page)).containsExactlyElementsOf(ids);
    MessageId from = someId();
    MessageId to = someId();
    Page between = LogNode.await(topics.read(TOPIC, from, to, 1000, 1 << 20));
    assertThat(between.entries().stream().map(Page.Entry::id))
        .containsExactlyElementsOf(
            to.isAfter(from) ? model.messages.subMap(from, false, to, true).keySet() : List.of());
  }

  private static List<MessageId> forwards(Topics topics, MessageId after, int page) {
    List<MessageId> all = new ArrayList<>();
    MessageId cursor = after;
    while (true) {
      Page read = LogNode.await(topics.read(TOPIC, cursor, MessageId.MAX, page, 1 << 20));
      if (read.entries().isEmpty()) {
        return all;
      }
      read.entries().forEach(entry -> all.add(entry.id()));
      cursor = all.get(all.size() - 1);
    }
  }

  private static List<MessageId> backwards(Topics topics, int page) {
    List<MessageId> all = new ArrayList<>();
    MessageId cursor = MessageId.MAX;
    while (true) {
      Page read = LogNode.await(topics.readBackwards(TOPIC, cursor, MessageId.NONE, page, 1 << 20));
      if (read.entries().isEmpty()) {
        return all;
      }
      read.entries().forEach(entry -> all.add(entry.id()));
      cursor = all.get(all.size() - 1);
    }
  }
}
