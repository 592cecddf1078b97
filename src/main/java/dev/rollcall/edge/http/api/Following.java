package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.Follower;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * A follower as a source of pages, none of which is empty. The next one is taken from the topic
 * only when it is asked for: whoever reads slowly holds one page. Ends when the server stops.
 */
/* Concurrency: everything happens in the stage. A follower wakes on any thread, perhaps before its
 * empty page has arrived here; `stirred` keeps that until the page is looked at. */
final class Following extends GraphStage<SourceShape<Page>> {
  /**
   * A page, about. Small, for there may be thousands of followers that do not read, and as JSON
   * short messages are a multiple of what they were.
   */
  private static final int PAGE_BYTES = 16 << 10;

  private final Outlet<Page> out = Outlet.create("Following.out");
  private final SourceShape<Page> shape = SourceShape.of(out);

  private final Topics topics;
  private final String topic;
  private final MessageId after;
  private final CompletionStage<Done> stopping;

  /**
   * @param after what comes after this ID
   * @param stopping ends the source
   */
  Following(Topics topics, String topic, MessageId after, CompletionStage<Done> stopping) {
    this.topics = topics;
    this.topic = topic;
    this.after = after;
    this.stopping = stopping;
  }

  @Override
  public SourceShape<Page> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  /** What came of asking. */
  private record Taken(@Nullable Page page, @Nullable Throwable failure) {}

  private final class Logic extends GraphStageLogic {
    private final AsyncCallback<Taken> taken = createAsyncCallback(this::onTaken);
    private final AsyncCallback<Done> wakes = createAsyncCallback(this::onWake);
    private final AsyncCallback<Done> stops = createAsyncCallback(done -> completeStage());
    private @Nullable Follower follower;
    private boolean asking;
    private boolean stirred = true;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              stirred = true;
              ask();
            }
          });
    }

    @Override
    public void preStart() {
      follower = topics.follow(topic, after, () -> wakes.invoke(Done.getInstance()));
      var unused = stopping.thenAccept(stops::invoke);
    }

    @Override
    public void postStop() {
      if (follower != null) {
        follower.close();
      }
    }

    private void onWake(Done done) {
      stirred = true;
      ask();
    }

    /** Asks for as long as there may be something and somebody wants it. */
    private void ask() {
      while (follower != null && stirred && !asking && isAvailable(out)) {
        stirred = false;
        CompletableFuture<Page> next = follower.next(PAGE_BYTES);
        if (next.isDone() && !next.isCompletedExceptionally()) {
          show(next.join());
        } else {
          asking = true;
          var unused = next.whenComplete((page, failure) -> taken.invoke(new Taken(page, failure)));
        }
      }
    }

    private void onTaken(Taken answer) {
      asking = false;
      if (answer.page() == null) {
        failStage(answer.failure());
        return;
      }
      show(answer.page());
      ask();
    }

    private void show(Page page) {
      if (!page.isEmpty()) {
        push(out, page);
      }
    }
  }
}
