package dev.rollcall.checker;

import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Plays a log that keeps every promise, with clients that pipeline, fail, lose their connections,
 * follow and read, all interleaved at random: what it records is valid by construction.
 */
final class HonestLog {
  private static final int CLIENTS = 8;
  private static final int FOLLOWERS = 4;
  private static final int PIPELINE_MAX = 6;

  private final Random random;
  private final List<Step> steps = new ArrayList<>();
  private final List<Entry> log = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private long clock;
  private long millis = 1_000;
  private int sequence;
  private int reads;

  private HonestLog(long seed) {
    random = new Random(seed);
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client(i));
    }
    for (int i = 0; i < FOLLOWERS; i++) {
      readers.add(new Reader("follower-" + i, Kind.FOLLOW));
    }
  }

  /** A history of so many appends. */
  static History play(long seed, int appends) {
    HonestLog log = new HonestLog(seed);
    while (log.clients.stream().mapToInt(client -> client.sent).sum() < appends) {
      log.turn();
    }
    return History.of(log.steps, log.log);
  }

  private void turn() {
    int choice = random.nextInt(100);
    Client client = clients.get(random.nextInt(CLIENTS));
    Reader reader = readers.get(random.nextInt(readers.size()));
    if (choice < 25) {
      client.send();
    } else if (choice < 45) {
      client.decide();
    } else if (choice < 65) {
      client.answer();
    } else if (choice == 65) {
      client.loseConnection();
    } else if (choice == 66 && readers.size() < 2 * FOLLOWERS) {
      readers.add(new Reader("read-" + reads++, Kind.READ));
    } else {
      reader.turn();
    }
  }

  private LogId commit(String value) {
    if (random.nextBoolean()) {
      millis += 1 + random.nextInt(3);
      sequence = 0;
    }
    LogId id = new LogId(millis, sequence++);
    log.add(new Entry(id, value));
    return id;
  }

  private void record(
      String process,
      Kind kind,
      Phase phase,
      @Nullable String value,
      @Nullable String id,
      @Nullable String to) {
    clock += 1 + random.nextInt(5);
    steps.add(new Step(clock, process, kind, phase, value, id, to));
  }

  /** Appends over one connection after the other. */
  private final class Client {
    private record Decided(String value, @Nullable LogId id) {}

    private final int number;
    private final Deque<String> undecided = new ArrayDeque<>();
    private final Deque<Decided> unanswered = new ArrayDeque<>();
    private int connection;
    private int sent;

    Client(int number) {
      this.number = number;
    }

    private void append(Phase phase, String value, @Nullable LogId id) {
      String process = "client-" + number + "." + connection;
      record(process, Kind.APPEND, phase, value, id == null ? null : id.toString(), null);
    }

    void send() {
      if (undecided.size() + unanswered.size() < PIPELINE_MAX) {
        String value = "v" + number + "-" + sent++;
        append(Phase.INVOKE, value, null);
        undecided.add(value);
      }
    }

    void decide() {
      String value = undecided.poll();
      if (value != null) {
        unanswered.add(new Decided(value, random.nextInt(20) == 0 ? null : commit(value)));
      }
    }

    void answer() {
      Decided decided = unanswered.poll();
      if (decided != null) {
        append(decided.id() == null ? Phase.FAIL : Phase.OK, decided.value(), decided.id());
      }
    }

    /** What was not answered is unknown; some of what was not decided still gets into the log. */
    void loseConnection() {
      for (int landing = random.nextInt(PIPELINE_MAX); landing > 0; landing--) {
        decide();
      }
      unanswered.forEach(decided -> append(Phase.INFO, decided.value(), null));
      undecided.forEach(value -> append(Phase.INFO, value, null));
      unanswered.clear();
      undecided.clear();
      connection++;
    }
  }

  /** Takes messages one by one, from where it was. */
  private final class Reader {
    private final String name;
    private final Kind kind;
    private int next = -1;
    private int end;

    Reader(String name, Kind kind) {
      this.name = name;
      this.kind = kind;
      if (kind == Kind.READ) {
        next = log.isEmpty() ? 0 : random.nextInt(log.size());
        record(name, kind, Phase.INVOKE, null, next == 0 ? null : id(next - 1), null);
        end = log.size();
      }
    }

    private String id(int position) {
      return log.get(position).id().toString();
    }

    void turn() {
      if (kind == Kind.READ) {
        readOn();
      } else if (next < 0) {
        join(null);
      } else if (random.nextInt(50) == 0 && next > 0) {
        join(id(next - 1));
      } else if (random.nextInt(200) == 0 && next > 0 && next + 3 < log.size()) {
        record(name, kind, Phase.TRIMMED, null, id(next - 1), id(next + 2));
        next += 2;
      } else {
        take(log.size());
      }
    }

    private void join(@Nullable String after) {
      record(name, kind, Phase.INVOKE, null, after, null);
      next = after == null ? log.size() : next;
      record(name, kind, Phase.OK, null, null, null);
    }

    private void readOn() {
      for (int i = 0; i < 10 && take(end); i++) {}
      if (next >= end) {
        record(name, kind, Phase.OK, null, null, null);
        readers.remove(this);
      }
    }

    private boolean take(int limit) {
      if (next >= limit) {
        return false;
      }
      Entry entry = log.get(next++);
      record(name, kind, Phase.ITEM, entry.value(), entry.id().toString(), null);
      return true;
    }
  }
}
