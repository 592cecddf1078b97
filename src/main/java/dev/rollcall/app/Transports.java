package dev.rollcall.app;

import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.PekkoTransport;
import dev.rollcall.edge.Transport;
import dev.rollcall.security.TlsContext;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** Makes each listener's transport; the TLS material is read once, where a listener needs it. */
final class Transports {
  private final ActorSystem<?> system;
  private final ServerSettings settings;
  private final @Nullable TlsContext tls;

  /**
   * @throws dev.rollcall.base.UserError where certificate or key cannot be used
   */
  Transports(ActorSystem<?> system, ServerSettings settings) {
    this.system = system;
    this.settings = settings;
    this.tls = settings.anyTls() ? TlsContext.server(settings.tls()) : null;
  }

  Transport of(ListenerSettings listener) {
    if (listener.tls() && tls != null) {
      return PekkoTransport.tls(system, listener, settings.limits(), tls::newServerEngine);
    }
    return PekkoTransport.plain(system, listener, settings.limits());
  }
}
