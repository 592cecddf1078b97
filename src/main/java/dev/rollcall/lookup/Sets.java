package dev.rollcall.lookup;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.rollcall.base.UserError;
import dev.rollcall.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** All sets of a node: where their generations are kept, who loads them, whom to ask. */
public final class Sets {
  private final Map<String, EditableMembership> memberships;
  private final Map<String, LocalSet> locals;

  private Sets(Map<String, EditableMembership> memberships, Map<String, LocalSet> locals) {
    this.memberships = memberships;
    this.locals = locals;
  }

  /**
   * Opens every set's directory below {@code directory}, makes the node a home for their partitions
   * and spawns a {@link SetLoader} for each.
   *
   * @param store has the members that were changed at run time
   * @param fatal told when the store has failed for good: nothing may be acknowledged any more
   * @param registry where the meters of every set are registered
   * @param owner is told of each set once, when it answers or cannot
   * @throws UserError where a set was made with other settings
   */
  public static Sets start(
      ActorContext<?> context,
      Path directory,
      List<SetSettings> settings,
      Store store,
      Consumer<Throwable> fatal,
      MeterRegistry registry,
      ActorRef<SetLoader.Event> owner) {
    List<Opened> opened = settings.stream().map(set -> open(directory, set)).toList();
    Map<String, LocalSet> locals =
        opened.stream().map(Opened::local).collect(toUnmodifiableMap(LocalSet::name, l -> l));
    Overlays overlays = new Overlays(store.events(), blocking(context), fatal);
    locals.values().forEach(overlays::check);
    PartitionSharding.init(context.getSystem(), locals, overlays);
    return new Sets(
        opened.stream()
            .collect(
                toUnmodifiableMap(
                    set -> set.local().name(),
                    set ->
                        new CountedMembership(
                            load(context, set, owner), new SetMeters(registry, set.local())))),
        locals);
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

  /** The names of all sets, sorted. */
  public List<String> names() {
    return memberships.keySet().stream().sorted().toList();
  }

  /** Whom to ask about the set called {@code name}, if there is one. */
  public Optional<EditableMembership> find(String name) {
    return Optional.ofNullable(memberships.get(name));
  }

  /**
   * How the set called {@code name} stands on this node, if there is one. Where very many members
   * were changed at run time their count may be some seconds old.
   */
  public Optional<SetDescription> describe(String name) {
    return Optional.ofNullable(locals.get(name)).map(LocalSet::describe);
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
