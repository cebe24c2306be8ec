"""The desk's pages: forms and figures for clerks and supervisors; every decision is a service's."""
