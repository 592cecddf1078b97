package dev.rollcall.store;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Writes one entity's events, one after the other, and folds them into its state. The entity is its
 * parent and gathers while a write is under way, so that the next event holds all that was asked
 * for meanwhile.
 *
 * <p>A write that fails ends this actor with the cause; whether the event was stored is then
 * unknown until another one has recovered. The entity watches it and decides.
 */
public final class Journal<E, S> extends EventSourcedBehavior<Journal.Command<E>, E, S> {
  /** What the entity can ask for. */
  public sealed interface Command<E> {}

  /** Stores an event; answered by {@link Written}. The next one is sent only after that. */
  public record Write<E>(E event) implements Command<E> {}

  /** What the entity is told. */
  public sealed interface Notice<E, S> {}

  /** All stored events have been read, once and before everything else. */
  public record Recovered<E, S>(S state) implements Notice<E, S> {}

  /** The event is durable. */
  public record Written<E, S>(E event, S state) implements Notice<E, S> {}

  /** How events become state. */
  public interface Folding<E, S> {
    /** The state before the first event. */
    S empty();

    /** The state after one more event; the same whether the event is new or read again. */
    S after(S state, E event);

    /** Whether the state is worth a snapshot now, beyond the regular ones. */
    boolean snapshotNow(S state, E event);
  }

  /**
   * Few enough events that recovery reads them unnoticed, many enough that snapshots cost little.
   */
  private static final int EVENTS_PER_SNAPSHOT = 1000;

  private static final int SNAPSHOTS_KEPT = 2;

  private final Folding<E, S> folding;
  private final ActorRef<Notice<E, S>> entity;

  /**
   * A journal that recovers at once.
   *
   * @param persistenceId the entity's name in the journal
   * @param entity told of everything, in order
   */
  public static <E, S> Behavior<Command<E>> create(
      PersistenceId persistenceId, Folding<E, S> folding, ActorRef<Notice<E, S>> entity) {
    return new Journal<>(persistenceId, folding, entity);
  }

  /** The class of notices, for the adapter of an entity with events {@code E}, states {@code S}. */
  @SuppressWarnings("unchecked") // A class has no type arguments.
  public static <E, S> Class<Notice<E, S>> notices() {
    return (Class<Notice<E, S>>) (Class<?>) Notice.class;
  }

  private Journal(
      PersistenceId persistenceId, Folding<E, S> folding, ActorRef<Notice<E, S>> entity) {
    super(persistenceId);
    this.folding = folding;
    this.entity = entity;
  }

  @Override
  public S emptyState() {
    return folding.empty();
  }

  @Override
  @SuppressWarnings("unchecked") // The builder takes classes, and a class has no type arguments.
  public CommandHandler<Command<E>, E, S> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Write.class, write -> onWrite((Write<E>) write))
        .build();
  }

  private Effect<E, S> onWrite(Write<E> write) {
    return Effect()
        .persist(write.event())
        .thenRun(state -> entity.tell(new Written<>(write.event(), state)));
  }

  @Override
  public EventHandler<S, E> eventHandler() {
    return folding::after;
  }

  @Override
  public SignalHandler<S> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> entity.tell(new Recovered<>(state)))
        .build();
  }

  @Override
  public boolean shouldSnapshot(S state, E event, long sequenceNr) {
    return folding.snapshotNow(state, event);
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, SNAPSHOTS_KEPT);
  }
}
