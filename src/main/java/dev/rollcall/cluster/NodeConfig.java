package dev.rollcall.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** The configuration that Rollcall's actor systems start from. */
public final class NodeConfig {
  private NodeConfig() {}

  /**
   * Built-in defaults: Rollcall's own set-up of Pekko above the libraries' {@code reference.conf}.
   * Unresolved, so that a user's values can still be put on top.
   */
  public static Config defaults() {
    return ConfigFactory.parseResourcesAnySyntax("rollcall-pekko")
        .withFallback(ConfigFactory.defaultReferenceUnresolved());
  }
}
