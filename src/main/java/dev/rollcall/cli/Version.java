package dev.rollcall.cli;

import dev.rollcall.base.Build;
import picocli.CommandLine.IVersionProvider;

/** The version and commit that the program was built from. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"rollcall " + text()};
  }

  /** Such as {@code 1.2.0 (commit 0123abc)}. */
  public static String text() {
    Build build = Build.read();
    return build.version() + " (commit " + build.commit() + ")";
  }
}
