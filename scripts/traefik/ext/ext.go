// Package ext stands in for Traefik's own extension point, whose nested module is not published.
package ext

// HTTP adds nothing to the HTTP configuration.
type HTTP struct{}

// Router adds nothing to a router.
type Router struct{}
