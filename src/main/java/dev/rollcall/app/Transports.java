package dev.rollcall.app;

import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.PekkoTransport;
import dev.rollcall.edge.Transport;
import dev.rollcall.security.TlsContext;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** Makes each listener's transport; all that speak TLS share its material. */
final class Transports {
  private final ActorSystem<?> system;
  private final ServerSettings settings;
  private final @Nullable TlsContext tls;

  /**
   * @param tls where a listener speaks it
   */
  Transports(ActorSystem<?> system, ServerSettings settings, @Nullable TlsContext tls) {
    this.system = system;
    this.settings = settings;
    this.tls = tls;
  }

  Transport of(ListenerSettings listener) {
    if (listener.tls() && tls != null) {
      return PekkoTransport.tls(system, listener, settings.limits(), tls::newServerEngine);
    }
    return PekkoTransport.plain(system, listener, settings.limits());
  }
}
