package dev.rollcall.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What the program was built from; {@code unknown} where that is not recorded.
 *
 * @param version such as {@code 1.2.0}
 * @param commit the beginning of the commit's hash
 */
public record Build(String version, String commit) {
  private static final String FILE = "/build.properties";
  private static final String UNKNOWN = "unknown";

  /** What this program was built from. */
  public static Build read() {
    Properties build = new Properties();
    try (InputStream in = Build.class.getResourceAsStream(FILE)) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Build(build.getProperty("version", UNKNOWN), build.getProperty("commit", UNKNOWN));
  }
}
