package nblwm2m.interop;

import java.util.List;
import org.eclipse.leshan.core.SecurityMode;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig.ServerConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig.ServerSecurity;

/** What the bootstrap server hands out, the same for every endpoint. */
final class Accounts {
    static final int SERVER_ID = 123;

    private Accounts() {}

    /** Two Security instances in TLV with few resources and nothing else: 0 the server, 1 the bootstrap server. */
    static BootstrapConfig lean(String server, String bootstrap) {
        BootstrapConfig config = new BootstrapConfig();
        config.contentFormat = ContentFormat.TLV;
        config.security.put(0, spare(account(server, SERVER_ID)));
        ServerSecurity own = spare(account(bootstrap, null));
        own.bootstrapServer = true;
        config.security.put(1, own);
        return config;
    }

    /**
     * As Leshan does it when nobody tells it otherwise: a Delete of /0 and of /1 first, every resource of a Security
     * instance even where it is empty, and a Server instance after it.
     */
    static BootstrapConfig full(String server, int lifetime) {
        BootstrapConfig config = new BootstrapConfig();
        config.contentFormat = ContentFormat.TLV;
        config.toDelete = List.of("/0", "/1");
        config.security.put(0, account(server, SERVER_ID));
        ServerConfig instance = new ServerConfig();
        instance.shortId = SERVER_ID;
        instance.lifetime = lifetime;
        config.servers.put(0, instance);
        return config;
    }

    private static ServerSecurity account(String uri, Integer id) {
        ServerSecurity account = new ServerSecurity();
        account.uri = uri;
        account.securityMode = SecurityMode.NO_SEC;
        account.serverId = id;
        return account;
    }

    /** Leaves out what an account without security has no use for. */
    private static ServerSecurity spare(ServerSecurity account) {
        account.publicKeyOrId = null;
        account.serverPublicKey = null;
        account.secretKey = null;
        account.smsSecurityMode = null;
        account.smsBindingKeyParam = null;
        account.smsBindingKeySecret = null;
        account.serverSmsNumber = null;
        account.bootstrapServerAccountTimeout = null;
        return account;
    }
}
