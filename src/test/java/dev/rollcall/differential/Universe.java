package dev.rollcall.differential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What random requests are made of: few names, members and IDs, so that they meet again and again.
 * Keeps clear of one difference that would spoil all that follows: a stream that was deleted and
 * made again begins with small IDs on Redis, and goes on with larger ones on Rollcall. So the IDs
 * given to a key grow each time it is deleted, and streams made without a message are new ones.
 */
final class Universe {
  private static final List<String> SETS = List.of("s1", "s2", "s3", "s4");
  private static final List<String> STREAMS = List.of("t1", "t2", "t3");

  /** Streams whose IDs the server gives. */
  private static final List<String> DATED = List.of("d1", "d2");

  /** Sometimes a set, sometimes a stream. */
  private static final List<String> MIXED = List.of("m1", "m2");

  private static final List<String> MEMBERS =
      List.of(
          "a", "b", "c", "d", "e", "f", "1", "2", "-7", "", " ", "\0\r\n\u00ff", "x".repeat(300));

  /** IDs of one life of a stream are below this many milliseconds. */
  private static final int LIFE_MILLIS = 100;

  /** Of the IDs given to a stream, so many of the last are asked for. */
  private static final int KNOWN_MAX = 8;

  private final Random random;
  private int freshKeys;
  private final Map<String, Integer> lives = new HashMap<>();
  private final Map<String, List<Argument>> given = new HashMap<>();

  Universe(Random random) {
    this.random = random;
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  @SafeVarargs
  final <T> T either(T... all) {
    return all[random.nextInt(all.length)];
  }

  <T> List<T> some(int max, Supplier<T> each) {
    List<T> some = new ArrayList<>();
    for (int i = random.nextInt(max) + 1; i > 0; i--) {
      some.add(each.get());
    }
    return some;
  }

  Argument.Key set() {
    return key(SETS);
  }

  Argument.Key stream() {
    return chance(30) ? key(DATED) : key(STREAMS);
  }

  /** A key that was never used before. */
  Argument.Key fresh() {
    freshKeys++;
    return new Argument.Key("n" + freshKeys);
  }

  private Argument.Key key(List<String> usual) {
    if (freshKeys > 0 && chance(4)) {
      return new Argument.Key("n" + freshKeys);
    }
    int dice = random.nextInt(100);
    String name =
        dice < 80 ? one(usual) : dice < 95 ? one(MIXED) : dice < 97 ? one(SETS) : one(STREAMS);
    return new Argument.Key(name);
  }

  /** Any key at all. */
  Argument.Key any() {
    return either(set(), stream());
  }

  String member() {
    return one(MEMBERS);
  }

  /** A number, most of the time. */
  String number() {
    return chance(95)
        ? either("0", "1", "2", "3", "5", "10", "100")
        : either("-1", "x", "", "1.5", "+1", " 1", "9223372036854775808", "007");
  }

  /** Whether the server gives this stream's IDs. */
  boolean isDated(Argument.Key key) {
    return DATED.contains(key.name());
  }

  /** An ID that may be given to a message of a stream, or to which it may be set. */
  String newId(Argument.Key key) {
    int millis = lives.getOrDefault(key.name(), 0) * LIFE_MILLIS + random.nextInt(12);
    if (chance(15)) {
      return millis + "-*";
    }
    return chance(25) ? Integer.toString(millis) : millis + "-" + random.nextInt(5);
  }

  /** An ID larger than any before; those given afterwards are larger still. */
  String idBeyondAll(Argument.Key key) {
    int life = lives.merge(key.name(), 1, Integer::sum);
    return life * LIFE_MILLIS - 1 + "-" + random.nextInt(5);
  }

  /** The ID of a message of a stream, or one near. */
  Argument id(Argument.Key key) {
    List<Argument> known = given.getOrDefault(key.name(), List.of());
    if (!known.isEmpty() && chance(85)) {
      return one(known.subList(Math.max(0, known.size() - KNOWN_MAX), known.size()));
    }
    int millis = lives.getOrDefault(key.name(), 0) * LIFE_MILLIS + random.nextInt(12);
    return Argument.of(
        chance(90)
            ? millis + "-" + random.nextInt(5)
            : either(
                "0", "0-0", "5", "x", "1-", "-1-1", "1-1-1", "99999999999999999999-1", "(1-1"));
  }

  /** A key was deleted, or may have been. */
  void deleted(Argument.Key key) {
    lives.merge(key.name(), 1, Integer::sum);
    given.remove(key.name());
  }

  /** A request has been sent, under its number. */
  void sent(Request request) {
    List<Argument> words = request.arguments();
    if (!words.get(0).equals(Argument.of("XADD")) || words.size() < 5) {
      return;
    }
    Argument.Key key = (Argument.Key) words.get(1);
    List<Argument> ids = given.computeIfAbsent(key.name(), name -> new ArrayList<>());
    if (request.comparison() == Comparison.GIVES_ID) {
      ids.add(new Argument.GivenId(request.number()));
    } else {
      words.stream().filter(Universe::isId).forEach(ids::add);
    }
  }

  private static boolean isId(Argument argument) {
    return argument instanceof Argument.Literal literal && literal.text().matches("[1-9]\\d*-\\d");
  }
}
