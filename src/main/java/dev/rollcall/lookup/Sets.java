package dev.rollcall.lookup;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.store.KeyName;
import dev.rollcall.store.Keys;
import dev.rollcall.store.Store;
import dev.rollcall.store.StoreFailure;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * All sets of a node: those that have a file, where their generations are kept and who loads them,
 * and those that were made at run time; whom to ask. Thread-safe.
 */
public final class Sets {
  private final Map<String, EditableMembership> memberships;
  private final Map<String, LocalSet> locals;
  private final RunTimeSets runTime;
  private final Keys keys;
  private final Executor blocking;

  private Sets(
      Map<String, EditableMembership> memberships,
      Map<String, LocalSet> locals,
      RunTimeSets runTime,
      Keys keys,
      Executor blocking) {
    this.memberships = memberships;
    this.locals = locals;
    this.runTime = runTime;
    this.keys = keys;
    this.blocking = blocking;
  }

  /**
   * Opens every set's directory below {@code directory}, makes the node a home for their partitions
   * and spawns a {@link SetLoader} for each. Their names are theirs for good.
   *
   * @param store has the members that were changed at run time
   * @param fatal told when the store has failed for good: nothing may be acknowledged any more
   * @param registry where the meters of every set are registered
   * @param owner is told of each set once, when it answers or cannot
   * @throws UserError where a set was made with other settings, or its name is something else's
   */
  public static Sets start(
      ActorContext<?> context,
      Path directory,
      List<SetSettings> settings,
      Store store,
      Consumer<Throwable> fatal,
      MeterRegistry registry,
      ActorRef<SetLoader.Event> owner) {
    reserve(store.keys(), settings);
    List<Opened> opened = settings.stream().map(set -> open(directory, set)).toList();
    Map<String, LocalSet> locals =
        opened.stream().map(Opened::local).collect(toUnmodifiableMap(LocalSet::name, l -> l));
    Executor blocking = blocking(context);
    Overlays overlays = new Overlays(store.events(), blocking, fatal);
    locals.values().forEach(overlays::check);
    RunTimeSets runTime = runTime(context.getSystem(), store.keys(), registry);
    PartitionSharding.init(
        context.getSystem(),
        new PartitionHome(
            locals, runTime, overlays, new SetNames(store.keys(), blocking), blocking));
    Map<String, EditableMembership> memberships =
        opened.stream()
            .collect(
                toUnmodifiableMap(
                    set -> set.local().name(),
                    set ->
                        new CountedMembership(
                            load(context, set, owner),
                            new SetMeters(registry, set.local()).register())));
    return new Sets(memberships, locals, runTime, store.keys(), blocking);
  }

  private static void reserve(Keys keys, List<SetSettings> settings) {
    try {
      keys.reserve(settings.stream().map(SetSettings::name).toList());
    } catch (SQLException e) {
      throw UserError.configuration("rollcall.store: cannot be read: " + e);
    }
  }

  private static RunTimeSets runTime(ActorSystem<?> system, Keys keys, MeterRegistry registry) {
    // Made when there is the first one: a server without such sets has no row for them.
    Map<String, QueryMeters> meters = new ConcurrentHashMap<>();
    return new RunTimeSets(
        set ->
            new CountedMembership(
                new RunTimeMembership(set.name(), new Lookups(system, set), keys),
                meters.computeIfAbsent(
                    QueryMeters.RUN_TIME, label -> new QueryMeters(registry, label))));
  }

  private static Executor blocking(ActorContext<?> context) {
    return context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
  }

  /** A set's directory, and the node's part of the set. */
  private record Opened(SetSettings settings, GenerationStore store, LocalSet local) {}

  private static Opened open(Path directory, SetSettings set) {
    try {
      GenerationStore store =
          GenerationStore.open(directory.resolve(set.name()), set.name(), set.partitions());
      return new Opened(set, store, new LocalSet(set.name(), store.router()));
    } catch (IOException e) {
      throw UserError.configuration("rollcall.data-dir: " + directory + " cannot be used: " + e);
    }
  }

  private static EditableMembership load(
      ActorContext<?> context, Opened set, ActorRef<SetLoader.Event> owner) {
    Lookups lookups = new Lookups(context.getSystem(), set.local());
    ActorRef<SetLoader.Command> loader =
        context.spawn(
            SetLoader.create(set.settings(), set.local(), set.store(), lookups, owner),
            "loader-" + set.local().name());
    return set.settings().rereadOnQuery() ? fresh(context, lookups, set, loader) : lookups;
  }

  private static EditableMembership fresh(
      ActorContext<?> context, Lookups lookups, Opened set, ActorRef<SetLoader.Command> loader) {
    return new FreshMembership(
        lookups,
        set.local(),
        set.settings().source(),
        blocking(context),
        seen -> {
          CompletableFuture<Void> done = new CompletableFuture<>();
          loader.tell(new SetLoader.Rebuild(seen, done));
          return done;
        });
  }

  /** Whom to ask about the set called {@code name}, which must be one of the settings'. */
  public EditableMembership membership(String name) {
    EditableMembership membership = memberships.get(name);
    if (membership == null) {
      throw new IllegalArgumentException("no set is called " + name);
    }
    return membership;
  }

  /** Whether the set called {@code name} is one of the settings': it has a file, and stays. */
  public boolean isConfigured(String name) {
    return memberships.containsKey(name);
  }

  /**
   * Whom to ask about the set called {@code name}, if there is one. Waits for the store where
   * {@link Keys#waits} says so.
   *
   * @throws UserError where the store does not say
   */
  public Optional<EditableMembership> find(String name) {
    EditableMembership configured = memberships.get(name);
    return configured != null || kind(name) != Keys.Kind.SET
        ? Optional.ofNullable(configured)
        : Optional.of(runTime.membership(name));
  }

  /** The same without waiting; completed at once where nothing has to be waited for. */
  public CompletableFuture<Optional<EditableMembership>> findLater(String name) {
    return isConfigured(name) || !keys.waits()
        ? CompletableFuture.completedFuture(find(name))
        : CompletableFuture.supplyAsync(() -> find(name), blocking);
  }

  /**
   * Whom to ask about the set called {@code name}, whether or not there is one: it begins with its
   * first member and ends with its last. Nothing is done before it is asked; who only asks had
   * better {@link #find} it, for asking wakes it. A change of it fails with {@code WRONG_TYPE}
   * where the name is a topic's.
   *
   * @throws UserError where nothing can be called this
   */
  public EditableMembership atRunTime(String name) {
    EditableMembership configured = memberships.get(name);
    if (configured != null) {
      return configured;
    }
    if (!KeyName.isValid(name)) {
      throw new UserError(ErrorCode.BAD_ARGUMENT, "a set's name must be " + KeyName.RULE);
    }
    return runTime.membership(name);
  }

  /** The names of all sets, sorted. Waits for the store where {@link Keys#waits} says so. */
  public List<String> names() {
    try {
      return keys.names(Keys.Kind.SET);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /**
   * The names of the sets that have a file, and of those made at run time that were in use on this
   * node lately; sorted, and never waits.
   */
  public List<String> namesInUse() {
    return Stream.concat(memberships.keySet().stream(), runTime.names().stream()).sorted().toList();
  }

  private Keys.@Nullable Kind kind(String name) {
    try {
      return keys.kind(name);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static UserError unavailable(SQLException e) {
    return new UserError(
        ErrorCode.UNAVAILABLE, "the store does not answer: " + StoreFailure.reason(e));
  }

  /**
   * How the set called {@code name} stands on this node, if there is one. Waits for the answer, up
   * to the deadline of a query, where it was made at run time and is not in use here.
   *
   * @throws java.util.concurrent.CompletionException of a UserError where no answer comes
   */
  public Optional<SetDescription> describe(String name) {
    LocalSet configured = locals.get(name);
    return configured != null
        ? Optional.of(configured.describe())
        : find(name).map(members -> SetDescription.atRunTime(name, members.count().join()));
  }

  /** How many members of a set were changed at run time, in the partitions that this node owns. */
  public RunTimeMembers runTimeMembers(String name) {
    LocalSet set = locals.get(name);
    if (set == null) {
      throw new IllegalArgumentException("no set is called " + name);
    }
    return set.runTimeMembers();
  }
}
