package dev.rollcall.store;

import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickExtension;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalTables;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import scala.runtime.BoxedUnit;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * How the plugin reaches the journal's table. Reads go to connections of their own, so that an
 * entity that recovers delays nobody's commit; and after the first {@link StoreFailure#FATAL} write
 * all others fail the same way, so that nothing is acknowledged while the process stops.
 */
public final class JournalDao extends DefaultJournalDao {
  /** The name of the shared database that is read from. */
  static final String REPLAYING = "rollcall-replay";

  private final DefaultJournalDao replaying;
  private final ExecutionContext executor;
  private volatile @Nullable Throwable fatal;

  /** Called by the plugin. */
  public JournalDao(
      JdbcBackend.JdbcDatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    super(database, profile, config, serialization, executor, materializer);
    SlickExtensionImpl slick = (SlickExtensionImpl) SlickExtension.get(materializer.system());
    SlickDatabase other =
        slick.database(ConfigFactory.parseMap(Map.of("use-shared-db", REPLAYING)));
    this.executor = executor;
    this.replaying =
        new DefaultJournalDao(
            other.database(), profile, config, serialization, executor, materializer);
  }

  @Override
  public Future<BoxedUnit> writeJournalRows(
      Seq<Tuple2<JournalTables.JournalPekkoSerializationRow, Set<String>>> rows) {
    Throwable earlier = fatal;
    return earlier != null
        ? Future$.MODULE$.failed(earlier)
        : super.writeJournalRows(rows).transform(this::remembered, executor);
  }

  private Try<BoxedUnit> remembered(Try<BoxedUnit> written) {
    if (written.isFailure() && StoreFailure.of(written.failed().get()) == StoreFailure.FATAL) {
      fatal = written.failed().get();
    }
    return written;
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long fromSequence) {
    return replaying.highestSequenceNr(persistenceId, fromSequence);
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    return replaying.messages(persistenceId, from, to, max);
  }
}
