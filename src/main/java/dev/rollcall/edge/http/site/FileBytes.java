package dev.rollcall.edge.http.site;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source of what a {@link BodyReader} reads, one chunk ahead of whoever takes it. The reader is
 * made when the source is run and closed when that is over, for whatever reason. Fails where the
 * file fails, so that the connection ends before it has sent too little.
 */
final class FileBytes extends GraphStage<SourceShape<ByteString>> {
  private static final Logger LOG = LoggerFactory.getLogger(FileBytes.class);

  private final Outlet<ByteString> out = Outlet.create("FileBytes.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);
  private final Supplier<BodyReader> readers;
  private final Executor blocking;

  /**
   * @param blocking where the reader may wait for a disk
   */
  FileBytes(Supplier<BodyReader> readers, Executor blocking) {
    this.readers = readers;
    this.blocking = blocking;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  /** Some bytes, or why there are none. */
  private record Read(ByteString bytes, @Nullable IOException failure) {
    static Read of(BodyReader reader) {
      try {
        return new Read(reader.next(), null);
      } catch (IOException e) {
        return new Read(ByteString.emptyByteString(), e);
      }
    }
  }

  private final class Logic extends GraphStageLogic {
    private final BodyReader reader = readers.get();
    private final AsyncCallback<Read> read = createAsyncCallback(this::onRead);
    private @Nullable Read ahead;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              if (ahead != null) {
                emit(ahead);
              }
            }
          });
    }

    @Override
    public void preStart() {
      readAhead();
    }

    @Override
    public void postStop() {
      blocking.execute(this::close);
    }

    private void readAhead() {
      ahead = null;
      if (reader.inMemory()) {
        onRead(Read.of(reader));
      } else {
        blocking.execute(() -> read.invoke(Read.of(reader)));
      }
    }

    private void onRead(Read next) {
      if (isAvailable(out)) {
        emit(next);
      } else {
        ahead = next;
      }
    }

    private void emit(Read next) {
      if (next.failure() != null) {
        failStage(next.failure());
      } else if (next.bytes().isEmpty()) {
        completeStage();
      } else {
        push(out, next.bytes());
        readAhead();
      }
    }

    private void close() {
      try {
        reader.close();
      } catch (IOException e) {
        LOG.warn("a file was not closed: {}", e.toString());
      }
    }
  }
}
