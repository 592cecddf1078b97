package dev.rollcall.broadcast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The readers of this node that wait in groups. News wake the reader that has waited longest; if it
 * finds something the next one has its turn, so that a message costs two questions and not one for
 * each reader. Thread-safe.
 */
/* Concurrency: one lock guards all queues; nobody is woken while it is held. News end only with a
 * reader that has looked after they came and found nothing: one that found something passes its turn
 * on, so does one that goes away instead of looking, and news that come while a reader looks give
 * another turn. */
final class GroupTurns {
  private final Topics topics;
  private final Map<String, OfTopic> all = new HashMap<>();

  GroupTurns(Topics topics) {
    this.topics = topics;
  }

  /** See {@link Groups#await}. */
  Groups.Turn await(String topic, String group, Runnable wake) {
    OfTopic known;
    Reader reader;
    boolean first;
    synchronized (all) {
      first = !all.containsKey(topic);
      known = all.computeIfAbsent(topic, OfTopic::new);
      reader = new Reader(known, group, wake);
      known.queues.computeIfAbsent(group, name -> new Queue()).readers.add(reader);
    }
    if (first) {
      known.follow();
    }
    return reader;
  }

  /** Something has happened to the groups of a topic. */
  void news(String topic) {
    List<Reader> next = new ArrayList<>();
    synchronized (all) {
      OfTopic known = all.get(topic);
      if (known != null) {
        known.queues.values().forEach(queue -> queue.news(next));
      }
    }
    wake(next);
  }

  /** Something may have happened that was not heard of, as a node was lost. */
  void lookAgain() {
    List<Reader> next = new ArrayList<>();
    synchronized (all) {
      for (OfTopic known : all.values()) {
        known.queues.values().forEach(queue -> queue.news(next));
      }
    }
    wake(next);
  }

  private static void wake(List<Reader> readers) {
    readers.forEach(reader -> reader.wake.run());
  }

  /** The readers of one group. */
  private static final class Queue {
    private final Set<Reader> readers = new LinkedHashSet<>();

    /** Who was woken and has not looked yet. */
    private @Nullable Reader turn;

    /** Something has come since that one was woken. */
    private boolean news;

    void news(List<Reader> woken) {
      if (turn == null) {
        nextTurn(woken);
      } else {
        news = true;
      }
    }

    void nextTurn(List<Reader> woken) {
      news = false;
      turn = readers.isEmpty() ? null : readers.iterator().next();
      if (turn != null) {
        woken.add(turn);
      }
    }
  }

  /** The groups of one topic in which somebody waits. */
  private final class OfTopic {
    private final String topic;
    private final Map<String, Queue> queues = new HashMap<>();
    private @Nullable Follower follower;
    private boolean over;

    OfTopic(String topic) {
      this.topic = topic;
    }

    void follow() {
      Follower started = topics.follow(topic, null, this::stirred);
      boolean late;
      synchronized (all) {
        late = over;
        follower = started;
      }
      if (late) {
        started.close();
        return;
      }
      // What came before it is known where the follower begins stirs nobody.
      var unused = started.ready().thenRun(this::stirred);
    }

    /** Moves past what has come, so as to be stirred by what comes next; then there are news. */
    private void stirred() {
      Follower current;
      synchronized (all) {
        current = over ? null : follower;
      }
      if (current == null) {
        return;
      }
      var unused =
          current
              .next(Integer.MAX_VALUE)
              .whenComplete(
                  (page, failure) -> {
                    if (page == null || page.isEmpty()) {
                      news(topic);
                    } else {
                      stirred();
                    }
                  });
    }
  }

  /** One reader in one group. */
  private final class Reader implements Groups.Turn {
    private final OfTopic topic;
    private final String group;
    private final Runnable wake;

    Reader(OfTopic topic, String group, Runnable wake) {
      this.topic = topic;
      this.group = group;
      this.wake = wake;
    }

    @Override
    public void taken(boolean found) {
      List<Reader> next = new ArrayList<>();
      synchronized (all) {
        Queue queue = topic.queues.get(group);
        if (queue == null || queue.turn != this) {
          return;
        }
        queue.turn = null;
        if (found) {
          // It has what it waited for, whether it says so yet or not.
          queue.readers.remove(this);
        }
        if (found || queue.news) {
          queue.nextTurn(next);
        }
      }
      GroupTurns.wake(next);
    }

    @Override
    public void close() {
      List<Reader> next = new ArrayList<>();
      Follower idle = null;
      synchronized (all) {
        Queue queue = topic.queues.get(group);
        if (queue != null) {
          queue.readers.remove(this);
          if (queue.turn == this) {
            queue.nextTurn(next);
          }
          if (queue.readers.isEmpty()) {
            topic.queues.remove(group);
          }
        }
        if (topic.queues.isEmpty() && !topic.over) {
          topic.over = true;
          all.remove(topic.topic);
          idle = topic.follower;
        }
      }
      if (idle != null) {
        idle.close();
      }
      GroupTurns.wake(next);
    }
  }
}
