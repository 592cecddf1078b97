package dev.rollcall.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version and commit that the program was built from. */
public final class Version implements IVersionProvider {
  private static final String FILE = "/build.properties";

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"rollcall " + text()};
  }

  /** Such as {@code 1.2.0 (commit 0123abc)}. */
  public static String text() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(FILE)) {
      if (in != null) {
        build.load(in);
      }
    }
    String unknown = "unknown";
    return build.getProperty("version", unknown)
        + " (commit "
        + build.getProperty("commit", unknown)
        + ")";
  }
}
