package nblwm2m.interop;

import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.interceptors.MessageInterceptorAdapter;

/** Lets a payload in blocks break off: from a block on, those that the server sends get lost. */
final class Scissors extends MessageInterceptorAdapter {
    /** The first block that gets lost; -1 for none. */
    volatile int from = -1;

    @Override
    public void sendRequest(Request request) {
        if (from < 0 || !request.getOptions().hasBlock1()) return;
        if (request.getOptions().getBlock1().getNum() >= from) request.cancel();
    }
}
