package dev.rollcall.app;

import dev.rollcall.base.UserError;
import dev.rollcall.lookup.SetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what the built-in defaults name and nobody has brought: the sample list. */
final class Provisions {
  private static final Logger LOG = LoggerFactory.getLogger(Provisions.class);

  /** As many lines as the sample of the original server had. */
  private static final int SAMPLE_LINES = 200_000;

  private Provisions() {}

  /** Where the built-in set's list is. */
  static Path sample(Path dataDirectory) {
    return dataDirectory.resolve("sample").resolve("200k.txt");
  }

  static void prepare(ServerSettings settings) {
    Path sample = sample(settings.dataDirectory());
    boolean asked = settings.sets().stream().map(SetSettings::source).anyMatch(sample::equals);
    if (!asked || Files.exists(sample)) {
      return;
    }
    try {
      Files.createDirectories(sample.toAbsolutePath().getParent());
      new SampleList(SampleShape.SEMICOLON, SAMPLE_LINES, SampleList.SEED)
          .write(sample, written -> {});
      LOG.info("made a sample list of {} lines, {}", SAMPLE_LINES, sample);
    } catch (IOException e) {
      throw UserError.configuration("the sample list " + sample + " cannot be written: " + e);
    }
  }
}
