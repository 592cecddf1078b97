package dev.rollcall.security;

/** A certificate that no development authority issued. */
final class ForeignCertificate {
  static final String PEM =
      """
      -----BEGIN CERTIFICATE-----
      MIIBpTCCAU2gAwIBAgIUBw+A23yxocn+zvStjTEm2SzX66MwCgYIKoZIzj0EAwIw
      KDEWMBQGA1UECgwNU29tZWJvZHkgRWxzZTEOMAwGA1UEAwwFb3RoZXIwIBcNMjYx
      MTIxMDgyODQ3WhgPMjEyNjEwMjgwODI4NDdaMCgxFjAUBgNVBAoMDVNvbWVib2R5
      IEVsc2UxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
      50qjjpkltxnpLPDKWZ7N8eDmq4Q1+fz0dk4M5FYdflHdichIROha9+o63z61XMAq
      hsFKtQqAiiVMorDIW9d/36NTMFEwHQYDVR0OBBYEFCD+rLOzKloZAlGD89DcTCq3
      Ng0oMB8GA1UdIwQYMBaAFCD+rLOzKloZAlGD89DcTCq3Ng0oMA8GA1UdEwEB/wQF
      MAMBAf8wCgYIKoZIzj0EAwIDRgAwQwIfBPLEowxz9e03m5HATmzDZVVCRiwyTMgF
      yMXOO7P8MQIgfNLTHxbk1giOEnuKLDxcB9q2yVzWq2s1fov0UCjoko4=
      -----END CERTIFICATE-----
      """;

  private ForeignCertificate() {}
}
