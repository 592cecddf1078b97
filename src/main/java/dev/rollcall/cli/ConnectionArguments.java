package dev.rollcall.cli;

import dev.rollcall.client.ConnectionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where the server is and how it is reached, the same for every client. */
public final class ConnectionArguments {
  private static final int PORT_MAX = 65_535;
  private static final int MESSAGE_PORT = 5000;
  private static final int RELAY_PORT = 5001;
  private static final int STAMP_PORT = 5002;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = ConnectionOptions.DEFAULT_HOST,
      description = "Name or address of the server (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of its listener (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--tls",
      negatable = true,
      fallbackValue = "true",
      description = "Whether the listener speaks TLS (default: ${DEFAULT-VALUE}).")
  private boolean tls;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = {
        "PEM file with the authorities to trust, in place of the system's.",
        "On loopback data/certs/ca.crt is trusted too, where it exists."
      })
  private @Nullable Path ca;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "PEM file with the client's own certificate, if the server asks for one.")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "PEM file with its private key.")
  private @Nullable Path key;

  @Option(
      names = "--insecure",
      description = "Accept any certificate under any name: open to whoever is in between.")
  private boolean insecure;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "Limit for connecting and for each answer, 0 for none (default: 10s).")
  private Duration timeout;

  /**
   * @param port the listener's usual one
   * @param tls whether the listener usually speaks TLS
   */
  private ConnectionArguments(int port, boolean tls) {
    this.port = port;
    this.tls = tls;
  }

  /** With the defaults of a {@code lookup} listener. */
  public static ConnectionArguments ofLookup() {
    return new ConnectionArguments(ConnectionOptions.DEFAULT_PORT, true);
  }

  /** With the defaults of a {@code message} listener. */
  public static ConnectionArguments ofMessage() {
    return new ConnectionArguments(MESSAGE_PORT, false);
  }

  /** With the defaults of a {@code relay} listener. */
  public static ConnectionArguments ofRelay() {
    return new ConnectionArguments(RELAY_PORT, false);
  }

  /** With the defaults of a {@code stamp} listener. */
  public static ConnectionArguments ofStamp() {
    return new ConnectionArguments(STAMP_PORT, false);
  }

  /** What the options say, checked. */
  public ConnectionOptions options() {
    if (port < 1 || port > PORT_MAX) {
      throw new ParameterException(
          command.commandLine(), "--port " + port + " is not between 1 and " + PORT_MAX);
    }
    return new ConnectionOptions(
        host,
        port,
        tls,
        Optional.ofNullable(ca),
        Optional.ofNullable(certificate),
        Optional.ofNullable(key),
        insecure,
        timeout);
  }
}
