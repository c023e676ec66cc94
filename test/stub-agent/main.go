// Stub agent: speaks the health paths of an OpenClaw gateway and nothing else, so that load and fault tests can run
// hundreds of containers on a small machine. Tests that prove how AgentPod works with OpenClaw use the real image.
//
//	stub-agent [--port N]     serve /healthz, /startupz, /readyz (port also from PORT, default 18789)
//	stub-agent sleep          wait for a signal without listening
//
// STUB_BOOT_MS=n         /startupz answers 503 "starting" for n milliseconds
// STUB_FAIL=exit         exit with code 1 at start
// STUB_FAIL=never-ready  /startupz answers 503 for ever
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "stub-agent: "+format+"\n", args...)
	os.Exit(1)
}

// numberFrom reads a whole number from the environment; a typo in a test must not pass as "unset".
func numberFrom(name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	number, err := strconv.Atoi(text)
	if err != nil {
		fail("%s=%q is not a number", name, text)
	}
	return number
}

func exitOnSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		os.Exit(0)
	}()
}

func answer(w http.ResponseWriter, code int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(body)) // A probe that hung up is no fault of ours.
}

func serve(args []string) {
	flags := flag.NewFlagSet("stub-agent", flag.ExitOnError)
	port := flags.Int("port", numberFrom("PORT", 18789), "port to listen on")
	_ = flags.Parse(args) // ExitOnError: never returns an error.

	neverReady := false
	switch mode := os.Getenv("STUB_FAIL"); mode {
	case "":
	case "exit":
		fail("exiting because STUB_FAIL=exit")
	case "never-ready":
		neverReady = true
	default:
		fail("unknown STUB_FAIL=%q", mode)
	}
	readyAt := time.Now().Add(time.Duration(numberFrom("STUB_BOOT_MS", 0)) * time.Millisecond)
	started := func() bool { return !neverReady && !time.Now().Before(readyAt) }

	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, `{"ok":true,"status":"live"}`)
	})
	http.HandleFunc("/startupz", func(w http.ResponseWriter, _ *http.Request) {
		if !started() {
			answer(w, http.StatusServiceUnavailable, `{"ok":false,"status":"starting"}`)
			return
		}
		answer(w, http.StatusOK, `{"ok":true,"status":"started"}`)
	})
	http.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !started() {
			answer(w, http.StatusServiceUnavailable, `{"ready":false}`)
			return
		}
		answer(w, http.StatusOK, `{"ready":true}`)
	})
	fail("%v", http.ListenAndServe(fmt.Sprintf(":%d", *port), nil))
}

func main() {
	exitOnSignal()
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "sleep" {
		select {}
	}
	// The real image is started with words such as "gateway run": skip them, so that one command line fits both images.
	for len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		args = args[1:]
	}
	serve(args)
}
