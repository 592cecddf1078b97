package dev.rollcall.lookup;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The sets made at run time whose partition lives on this node now; those that are asleep cost
 * nothing, and are woken by asking for them. Thread-safe.
 */
final class RunTimeSets {
  private record Awake(LocalSet set, EditableMembership membership) {}

  private final Map<String, Awake> awake = new ConcurrentHashMap<>();
  private final Function<LocalSet, EditableMembership> memberships;

  /**
   * @param memberships makes whom to ask about a set
   */
  RunTimeSets(Function<LocalSet, EditableMembership> memberships) {
    this.memberships = memberships;
  }

  /** The set, for its partition that is about to live here. */
  LocalSet wake(String name) {
    return awake.computeIfAbsent(name, this::made).set();
  }

  private Awake made(String name) {
    LocalSet set = LocalSet.atRunTime(name);
    return new Awake(set, memberships.apply(set));
  }

  /** The set's partition does not live here any more. */
  void asleep(LocalSet set) {
    awake.computeIfPresent(set.name(), (name, found) -> found.set() == set ? null : found);
  }

  /** Whom to ask about the set, wherever it is and whether or not it is awake or there at all. */
  EditableMembership membership(String name) {
    Awake found = awake.get(name);
    return found == null ? made(name).membership() : found.membership();
  }

  /** The names of those that are awake and have members, in no order. */
  List<String> names() {
    return awake.values().stream()
        .map(Awake::set)
        .filter(set -> set.runTimeMembers().added() > 0)
        .map(LocalSet::name)
        .toList();
  }
}
