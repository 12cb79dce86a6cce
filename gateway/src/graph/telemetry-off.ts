/** @apollo/gateway reports usage to its maker unless it is told not to, before anything of it runs. */
process.env.APOLLO_TELEMETRY_DISABLED = '1';
