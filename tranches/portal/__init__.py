"""The portal: the door of the companies' officers and of the seller. Forms and pages; every decision is a service's."""
